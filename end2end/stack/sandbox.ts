// The sandbox's control API: who works there, what was accepted, what shall go wrong.

/** Where the services listen, as the sandbox prints them. */
export interface Addresses {
  jira: string;
  confluence: string;
  cloud: string;
  llm: string;
  mcp: string;
  control: string;
}

export interface Person {
  login: string;
  display_name: string;
  email: string | null;
  active: boolean;
  deleted: boolean | null;
  expired: boolean;
  jira_token: string;
  confluence_token: string;
  llm_cookie: string;
  openai_key: string;
  anthropic_key: string;
  llm_user_id: string;
}

/** Somebody with an Atlassian account. */
export interface CloudPerson {
  account_id: string;
  display_name: string;
  email: string;
  shows_email: boolean;
  active: boolean;
  expired: boolean;
  api_token: string;
}

export type LedgerKind = "issue" | "request" | "llm";

/** One issue that exists because of a request. */
export interface IssueEntry {
  key: string;
  project: string;
  issue_type: string;
  summary: string;
  who: string;
  token_sha256: string;
  labels: string[];
  fields: Record<string, unknown>;
}

/** One call of the model. */
export interface ModelEntry {
  n: number;
  who: string;
  status: number | null;
  tokens_total: number;
  tokens_sent: number;
  finished: boolean;
  closed_early: boolean;
}

/** One accepted request. */
export interface RequestEntry {
  service: string;
  operation: string;
  method: string;
  path: string;
  who: string | null;
  status: number | null;
  user_agent: string | null;
  request_id: string | null;
}

export class Sandbox {
  readonly addresses: Addresses;

  constructor(addresses: Addresses) {
    this.addresses = addresses;
  }

  async people(): Promise<Person[]> {
    return (await this.call("GET", "/people")) as Person[];
  }

  async person(login: string): Promise<Person> {
    const found = (await this.people()).find((person) => person.login === login);
    if (!found) throw new Error(`nobody in the sandbox is called ${login}`);
    return found;
  }

  async cloudPeople(): Promise<CloudPerson[]> {
    return (await this.call("GET", "/cloud-people")) as CloudPerson[];
  }

  /** Everything the sandbox accepted, oldest first. */
  async ledger<Entry>(kind: LedgerKind): Promise<Entry[]> {
    return (await this.call("GET", `/ledger?kind=${kind}`)) as Entry[];
  }

  /** The issues that were created since the last reset. */
  async issues(): Promise<IssueEntry[]> {
    return this.ledger<IssueEntry>("issue");
  }

  /** The calls of the model since the last reset. */
  async modelCalls(): Promise<ModelEntry[]> {
    return this.ledger<ModelEntry>("llm");
  }

  /** The requests of one operation, such as `jira.issue.create`. */
  async requests(operation: string): Promise<RequestEntry[]> {
    return (await this.call("GET", `/ledger?kind=request&operation=${operation}`)) as RequestEntry[];
  }

  /** How long the model takes for one token, in milliseconds. */
  async setModelPace(milliseconds: number): Promise<void> {
    await this.call("POST", "/llm", { token_delay_ms: milliseconds });
  }

  /** The person's tokens are expired from now on. */
  async expire(login: string): Promise<void> {
    await this.call("POST", `/people/${login}/expire`);
  }

  /** Adds one fault rule or several; crates/sandbox/README.md says what a rule looks like. */
  async addFaults(rules: unknown): Promise<void> {
    await this.call("POST", "/faults", rules);
  }

  /** The person's tokens are good again. */
  async restore(login: string): Promise<void> {
    await this.call("POST", `/people/${login}/restore`);
  }

  /** Takes every fault rule away. */
  async clearFaults(): Promise<void> {
    await this.call("DELETE", "/faults");
  }

  /** Forgets every issue, ledger line, fault and setting, and makes expired tokens good again. */
  async reset(): Promise<void> {
    await this.call("POST", "/reset");
  }

  /** For what has no method of its own yet. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.addresses.control}${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
