/** Pages in a real browser, Debian's Chromium; by playwright-core, which drives one that is there. */
import { type Browser, chromium, type Page } from "playwright-core";

/** For each thing that is waited for, on a machine under load. */
const LIMIT_MS = 180_000;

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  /** After the address. */
  readonly hash?: string;
}

export interface OpenedPage {
  readonly page: Page;
  /** What went wrong: errors of scripts, and what the page's policy forbade. */
  readonly errors: readonly string[];
  /** Addresses that were asked for, but the file itself and data within it. */
  readonly requests: readonly string[];
}

/** Where EXP_CHROMIUM says, or where Debian puts it; undefined: there is none. */
export function browserPath(): string | undefined {
  const [given] = [Deno.env.get("EXP_CHROMIUM") ?? ""];
  return [given, ...PLACES].find((path) => path !== "" && exists(path));
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Tests that share one browser, each with pages of its own. Where there is no Chromium they are left out, and say so.
 *
 * @param pages file name → document
 */
export function browserTest(
  claim: string,
  pages: () => Readonly<Record<string, string>>,
  body: (test: Deno.TestContext, open: (name: string, options?: PageOptions) => Promise<OpenedPage>) => Promise<void>,
): void {
  const path = browserPath();
  Deno.test({
    name: path === undefined ? `${claim} (left out: there is no Chromium here)` : claim,
    ignore: path === undefined,
    async fn(test) {
      const folder = await Deno.makeTempDir({ prefix: "exp-browser-" });
      const browser = await chromium.launch({ executablePath: path!, args: ["--no-sandbox"], timeout: LIMIT_MS });
      try {
        for (const [name, text] of Object.entries(pages())) Deno.writeTextFileSync(`${folder}/${name}`, text);
        await body(test, (name, options) => openPage(browser, `file://${folder}/${name}`, options));
      } finally {
        await browser.close();
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function openPage(browser: Browser, address: string, options: PageOptions = {}): Promise<OpenedPage> {
  const { width = 1280, height = 900, scheme = "light", hash = "" } = options;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  page.setDefaultTimeout(LIMIT_MS);
  const errors: string[] = [], requests: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) requests.push(url);
  });
  await page.goto(address + hash);
  return { page, errors, requests };
}
