import { spawn } from 'node:child_process';
import xterm from '@xterm/headless';

/** What a terminal sends for a key. */
const KEYS = {
  enter: '\r',
  up: '\u001b[A',
  down: '\u001b[B',
  tab: '\t',
  space: ' ',
  backspace: '\u007f',
  esc: '\u001b',
  'ctrl-b': '\u0002',
  'ctrl-c': '\u0003',
  'ctrl-d': '\u0004',
  'ctrl-u': '\u0015',
};

/**
 * A program in a real pseudo-terminal, made by `script` of util-linux, and the screen as a person would see it.
 * Keys go out only once the screen shows what they answer.
 */
export class PseudoTerminal {
  constructor(command, { cwd, env = {}, columns = 90, rows = 40 }) {
    this.rows = rows;
    this.screen = new xterm.Terminal({ cols: columns, rows, scrollback: 2000, allowProposedApi: true });
    const line = `stty cols ${columns} rows ${rows}; ${command.map(shellQuote).join(' ')}`;
    this.child = spawn('script', ['-qefc', line, '/dev/null'], {
      cwd,
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.pending = Promise.resolve();
    this.raw = '';
    this.child.stdout.on('data', (chunk) => {
      this.raw += chunk;
      this.pending = new Promise((done) => this.screen.write(chunk, done));
    });
    this.ended = new Promise((done) => this.child.on('close', (code) => done(code)));
  }

  /** The text on the screen and above it, without trailing blanks. */
  text() {
    const { active } = this.screen.buffer;
    const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index));
    const joined = [];
    for (const line of lines) {
      const text = line?.translateToString(true) ?? '';
      if (line?.isWrapped) joined[joined.length - 1] += text;
      else joined.push(text);
    }
    return joined.join('\n').trimEnd();
  }

  /** Waits until the last lines show something. */
  async see(what, milliseconds = 60_000) {
    const end = Date.now() + milliseconds;
    for (;;) {
      await this.pending;
      const text = this.text();
      if (typeof what === 'string' ? text.includes(what) : what.test(text)) return text;
      if (Date.now() > end) throw new Error(`no ${what} within ${milliseconds} ms on this screen:\n${text}`);
      await new Promise((done) => setTimeout(done, 15));
    }
  }

  /** Whether the screen becomes another one, on a busy machine too. */
  async changes(before, milliseconds = 1_500) {
    const end = Date.now() + milliseconds;
    while (Date.now() < end) {
      await this.pending;
      if (this.text() !== before) return true;
      await new Promise((done) => setTimeout(done, 15));
    }
    return false;
  }

  /** Presses keys by name, or types text. */
  async press(...keys) {
    for (const key of keys) {
      this.child.stdin.write(KEYS[key] ?? key);
      await new Promise((done) => setTimeout(done, 40));
    }
  }

  /** Goes on; a search that still looks for what was typed takes no Enter. */
  async enter() {
    for (let attempts = 0; attempts < 10; attempts += 1) {
      const before = this.text();
      await this.press('enter');
      if (await this.changes(before)) return;
    }
  }

  /** Waits for a question and answers it. */
  async answer(question, ...keys) {
    const shown = await this.see(atPrompt(question));
    await this.press(...keys);
    return shown;
  }

  /** Moves the cursor of a list to a line, and chooses it. */
  async choose(question, line) {
    await this.moveTo(question, line);
    await this.press('enter');
  }

  /** Marks lines of a list, or takes their marks away, and goes on. */
  async mark(question, ...lines) {
    for (const line of lines) {
      await this.moveTo(question, line);
      await this.press('space');
    }
    await this.press('enter');
  }

  /** Moves the cursor of a list to a line. */
  async moveTo(question, line) {
    await this.see(atPrompt(question));
    let direction = 'down';
    for (let moves = 0; moves < 300; moves += 1) {
      await this.pending;
      const lines = this.text()
        .split('\n')
        .slice(-this.rows)
        .map((text) => text.replace(/^([❯ ])[◉◯]/, '$1'));
      const at = lines.findLastIndex((text) => text.startsWith('❯ '));
      const wanted = lines.findIndex(
        (text, index) =>
          index > lines.findLastIndex((known) => known.startsWith('? ')) && text.slice(2).startsWith(line),
      );
      if (wanted >= 0 && wanted === at) return;
      if (wanted >= 0) direction = wanted < at ? 'up' : 'down';
      const before = this.text();
      await this.press(direction);
      // Nothing moved: this is the end of the list.
      if (!(await this.changes(before))) direction = direction === 'down' ? 'up' : 'down';
    }
    throw new Error(`no line ${line} on this screen:\n${this.text()}`);
  }

  /** The exit code, once the program has ended. */
  async exit(milliseconds = 60_000) {
    let timer;
    const late = new Promise((_, reject) => {
      const say = () => reject(new Error(`no end within ${milliseconds} ms on this screen:\n${this.text()}`));
      timer = setTimeout(say, milliseconds);
    });
    const code = await Promise.race([this.ended, late]).finally(() => clearTimeout(timer));
    await this.pending;
    return code;
  }

  kill() {
    this.child.kill('SIGKILL');
  }
}

/** The open question, rather than one that was answered before. */
function atPrompt(question) {
  const escaped = question.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\? ${escaped}`, 'm');
}

function shellQuote(word) {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
