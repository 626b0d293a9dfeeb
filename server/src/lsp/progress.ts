import {
  type CancellationToken,
  type Connection,
  type ProgressToken,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from "vscode-languageserver";
import type { Session } from "./session.ts";

/** Work that nobody asked for is shown only once it takes that long. */
const worthShowing = 300;

/** Long work that the client shows and may call off, by its request or by its progress. */
export interface Work {
  readonly signal: { aborted: boolean };
  report(message: string, percentage?: number): void;
  end(message: string): void;
}

/** The work that is going on, by the token of its progress. */
export class Progress {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #signals = new Map<ProgressToken, { aborted: boolean }>();
  #created = 0;

  constructor(session: Session) {
    this.#connection = session.connection;
    this.#session = session;
  }

  /** Listen for work that is called off. After the connection was initialized: it has a listener of its own until then. */
  listen(): void {
    this.#connection.onNotification(WorkDoneProgressCancelNotification.type, ({ token }) => {
      const signal = this.#signals.get(token);
      if (signal) signal.aborted = true;
    });
  }

  /** Work that the client asked for; without a token nothing is shown. */
  begin(title: string, token: ProgressToken | undefined, cancel: CancellationToken): Work {
    const signal = { aborted: cancel.isCancellationRequested };
    const listening = cancel.onCancellationRequested(() => {
      signal.aborted = true;
    });
    const shown = token === undefined ? undefined : this.#show(title, token, signal);
    return {
      signal,
      report: (message, percentage) => shown?.report(message, percentage),
      end: (message) => {
        listening.dispose();
        shown?.end(message);
      },
    };
  }

  /** Work that the server began by itself. */
  background(title: string): Work {
    const signal = { aborted: false };
    let shown: Omit<Work, "signal"> | undefined;
    let ended = false;
    const { host, client, log } = this.#session;
    const stop = host.after(worthShowing, () => {
      if (!client.showsProgress) return;
      const token = `plimsoll-${++this.#created}`;
      this.#connection.sendRequest(WorkDoneProgressCreateRequest.type, { token }).then(
        () => {
          if (!ended) shown = this.#show(title, token, signal);
        },
        (error: unknown) => log.error("window/workDoneProgress/create", error),
      );
    });
    return {
      signal,
      report: (message, percentage) => shown?.report(message, percentage),
      end: (message) => {
        ended = true;
        stop();
        shown?.end(message);
      },
    };
  }

  #show(title: string, token: ProgressToken, signal: { aborted: boolean }): Omit<Work, "signal"> {
    const send = (value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd): void => {
      void this.#connection.sendProgress(WorkDoneProgress.type, token, value);
    };
    this.#signals.set(token, signal);
    send({ kind: "begin", title, cancellable: true, percentage: 0 });
    return {
      report: (message, percentage) => send({ kind: "report", message, ...(percentage === undefined ? {} : { percentage: Math.floor(percentage) }) }),
      end: (message) => {
        this.#signals.delete(token);
        send({ kind: "end", message });
      },
    };
  }
}
