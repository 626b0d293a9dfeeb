import { RequestType } from "vscode-languageclient";

/** What client and server say to each other beyond the Language Server Protocol. */

/** The numbers of one scan of all workspace folders. The findings themselves come as workspace diagnostics. */
export interface ScanSummary {
  readonly files: number;
  readonly analysed: number;
  readonly skipped: number;
  readonly findings: { readonly error: number; readonly warning: number; readonly info: number; readonly hint: number };
  readonly cancelled: boolean;
}
export const Scan = new RequestType<{ readonly workDoneToken: string }, ScanSummary, void>("plimsoll/scan");

export interface RuleSummary {
  readonly name: string;
  readonly title: string;
  /** The part of the system that the risk belongs to: "image", "container" … */
  readonly risk: string;
  readonly severity: string;
}
export const Rules = new RequestType<Record<never, never>, readonly RuleSummary[], void>("plimsoll/rules");
export const Explain = new RequestType<{ readonly rule: string }, { readonly markdown: string }, void>("plimsoll/explain");

/** Asked by a server that has no file system of its own: in a browser, or for a virtual workspace. */
export const FindFiles = new RequestType<{ readonly folder: string }, { readonly uris: readonly string[] }, void>("plimsoll/findFiles");
export const ReadFile = new RequestType<{ readonly uri: string }, { readonly text: string | null }, void>("plimsoll/readFile");
