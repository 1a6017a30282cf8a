// What the kernel shows of a process and everything it has started.
import { readFile, readdir } from "node:fs/promises";

export interface ProcessView {
  pid: number;
  commandLine: string;
  environment: string;
}

/** Every living descendant of a process. */
export async function descendantsOf(ancestor: number): Promise<ProcessView[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    // The name in brackets may contain anything, so the fields are counted from its end.
    const parent = status.slice(status.lastIndexOf(")") + 2).split(" ")[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isDescendant = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isDescendant(parent));
  };
  const found = [...parents.keys()].filter(isDescendant);
  return Promise.all(
    found.map(async (pid) => ({
      pid,
      commandLine: await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
      environment: await readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""),
    })),
  );
}

/** Whether a process is still there. */
export async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // A zombie does nothing any more; it only waits to be counted.
  return status !== "" && !/\) Z /.test(status);
}
