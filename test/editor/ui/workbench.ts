import { join } from "node:path";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { launchChromium } from "../harness/chromium.ts";
import { root } from "../harness/paths.ts";
import { remoteUri, startVSCode, type VSCode, workbenchUrl } from "../harness/vscode.ts";

export const screenshots = join(root, "out/screenshots");

/** VS Code's window, with the package installed, as a user has it. */
export class Workbench {
  readonly page: Page;
  readonly #vscode: VSCode;
  readonly #browser: Browser;

  private constructor(vscode: VSCode, browser: Browser, page: Page) {
    this.#vscode = vscode;
    this.#browser = browser;
    this.page = page;
  }

  /** Opens a folder, and a file of it. */
  static async open(folder: string, file: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Workbench> {
    const vscode = await startVSCode({ settings, vsix: join(root, "out/plimsoll.vsix") });
    const browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    page.setDefaultTimeout(20_000);
    const workbench = new Workbench(vscode, browser, page);
    await page.goto(workbenchUrl(vscode, folder, [["openFile", remoteUri(vscode, join(folder, file))]]));
    await workbench.editor(file).waitFor();
    return workbench;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#vscode.stop();
  }

  editor(file: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="/${file}"]`).first();
  }

  line(file: string, text: string): Locator {
    return this.editor(file).locator(".view-line", { hasText: text }).first();
  }

  squiggle(file: string): Locator {
    return this.editor(file).locator(".squiggly-error").first();
  }

  /** The middle of what the squiggle underlines, for the mouse: the squiggle itself takes none. */
  async underlined(file: string): Promise<readonly [x: number, y: number]> {
    await this.squiggle(file).waitFor({ state: "attached" });
    const box = await this.squiggle(file).boundingBox();
    if (!box) throw new Error("the squiggle is out of sight");
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  /** Runs a command by its title from the palette, which is opened again while it does not list it: it knows no later ones. */
  async run(title: string): Promise<void> {
    const { keyboard } = this.page;
    await this.persist(async () => {
      await keyboard.press("Escape");
      await keyboard.press("F1");
      await this.page.locator(".quick-input-widget input.input").fill(`>${title}`, { timeout: 3000 });
      await this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).waitFor({ timeout: 3000 });
    });
    await keyboard.press("Enter");
  }

  /** VS Code drops a keystroke now and then while it still settles: nothing but keystrokes is tried again. */
  async persist(attempt: () => Promise<void>, times = 5): Promise<void> {
    for (let left = times - 1; ; left--) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  }

  /** What Markdown looks like when it is shown. */
  preview(): FrameLocator {
    return this.page.frameLocator("iframe.webview").frameLocator("#active-frame");
  }

  row(label: string | RegExp): Locator {
    return this.page.locator(".pane-body .monaco-list-row").and(this.page.getByRole("treeitem", { name: label }));
  }

  async shoot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }
}
