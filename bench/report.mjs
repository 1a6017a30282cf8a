// The results as a table beside the goals.
const digits = (value, places) => value.toLocaleString("en", { maximumFractionDigits: places });
const ms = (value) => `${digits(value, value < 10 ? 2 : 0)} ms`;
const kB = (bytes) => `${digits(bytes / 1000, 0)} kB`;
const MiB = (value) => `${digits(value, 1)} MiB`;

export function table(results) {
  const rows = [...dashboard(results), ...besideOthers(results), ...tokens(results), ...streams(results), ...loading(results), ...process(results)];
  const lines = rows.map(([what, goal, measured]) => `| ${what} | ${goal} | ${measured} |`);
  return `${["| what | goal | measured |", "|---|---|---|", ...lines].join("\n")}\n`;
}

function dashboard({ dashboard: { drafts, bytes, most, steady } }) {
  const page = `dashboard (${drafts} drafts shown, ${kB(bytes)} HTML)`;
  return [
    [`${page}, CPU per request`, "≤ 210 µs", `${digits(most.cpuMicroseconds, 0)} µs at full load, ${digits(steady.cpuMicroseconds, 0)} µs at 200/s`],
    ["dashboard, requests per second, wrk beside it", "", digits(most.perSecond, 0)],
    ["dashboard at 200 requests per second, p99", "≤ 5 ms", `${ms(steady.p99)} (p50 ${ms(steady.p50)})`],
  ];
}

function besideOthers({ besideOthers: { storm, refreshing, idle, besideSignIns, besideHangingTools } }) {
  const row = (what, { p99 }) => [`dashboard at 50 requests per second ${what}, p99`, "≤ 2 × idle", against(p99, idle.p99)];
  return [
    row(`while ${storm} people sign in at once`, besideSignIns),
    row(`while ${refreshing} people refresh tools of a server that hangs`, besideHangingTools),
  ];
}

function tokens({ firstToken, wireBytes: { short, long, ratio } }) {
  const { added, accepted, straight, through, pairs } = firstToken;
  const speed = (answer) => digits(answer.bytes / answer.tokens, 1);
  return [
    [`first token, added to the model's own, p50 of ${pairs}`, "≤ 1 ms", `${ms(added.p50)} (${digits(through.p50, 1)} against ${digits(straight.p50, 1)}; draft and job stored after ${ms(accepted)})`],
    ["the same, p99", "≤ 5 ms", `${ms(added.p99)} (${digits(through.p99, 1)} against ${digits(straight.p99, 1)})`],
    ["bytes per token, 10,000 tokens against 1,000", "in all ≤ 10.5 ×", `${digits(ratio * 10, 2)} × (${speed(short)} and ${speed(long)} bytes per token)`],
  ];
}

function streams({ manyStreams }) {
  return manyStreams.flatMap(({ streams, straight, through, cpuMicroseconds, memory }) => [
    [`${streams} streams at once, first token, p99`, "≤ 2 × direct", against(through.first.p99, straight.first.p99)],
    [`${streams} streams at once, pause between tokens, p99`, "≤ 2 × direct", `${against(through.gap.p99, straight.gap.p99)}; ${digits(cpuMicroseconds, 0)} µs CPU per token, ${MiB(memory)} afterwards`],
  ]);
}

const against = (through, straight) => `${digits(through / straight, 2)} × (${digits(through, 1)} against ${digits(straight, 1)} ms)`;

function loading({ sizes: { pages } }) {
  const row = (path, what, goal) => {
    const { total, files, html, again } = pages[path];
    const parts = Object.entries(files).map(([file, bytes]) => `${file.split("/").pop()} ${kB(bytes)}`);
    return [
      [`first load, brotli, wasm + js + css, ${what}`, goal, `${kB(total)} (${[...parts, `HTML ${kB(html)}`].join(", ")})`],
      [`second load, ${what}`, "0", `${again} bytes of files`],
    ];
  };
  return [...row("/sign-in", "sign-in", "≤ 250 kB"), ...row("/create", "issue creator", "≤ 400 kB")];
}

function process({ startUp, memoryAfterwards, sizes: { binary } }) {
  return [
    [`start to ready, median of ${startUp.times}`, "≤ 150 ms", `${ms(startUp.used)}; with an empty database ${ms(startUp.empty)}`],
    ["idle memory of the server process", "≤ 30 MiB", `${MiB(startUp.memory)} (${MiB(memoryAfterwards)} after everything above)`],
    ["binary, assets inside", "≤ 40 MB", `${digits(binary / 1e6, 1)} MB`],
  ];
}
