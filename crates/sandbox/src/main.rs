//! Starts the sandbox: `jira-agent-sandbox [--port-base 4010]`, or its MCP server with
//! `jira-agent-sandbox mcp-stdio`.

use std::io::Write as _;

use clap::{Parser, Subcommand};
use sandbox::{Options, Sandbox, StdioEnvironment};
use tracing_subscriber::EnvFilter;

/// Simulated Jira Data Center, Confluence and company LLM for development and tests.
#[derive(Parser)]
#[command(name = "jira-agent-sandbox", version)]
struct Arguments {
    /// First of five neighbouring loopback ports; 0 picks free ones and prints them as one JSON line.
    #[arg(long, default_value_t = 4010)]
    port_base: u16,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// An MCP server over stdin and stdout that talks to JIRA_URL and CONFLUENCE_URL.
    McpStdio {
        /// Address of the control API of a running sandbox, whose `POST /mcp` then says how to behave.
        #[arg(long)]
        control: Option<String>,
    },
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    // Stdout belongs to the addresses and to MCP, so logs go to stderr.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn")))
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Some(Command::McpStdio { control }) => {
            sandbox::serve_stdio(StdioEnvironment::from_process().steered_by(control)).await
        }
        None => run(arguments.port_base).await,
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "jira-agent-sandbox: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(port_base: u16) -> std::io::Result<()> {
    let sandbox = sandbox::serve(Options { port_base }).await?;
    announce(&sandbox, port_base)?;
    stop_signal().await?;
    sandbox.shutdown().await;
    Ok(())
}

fn announce(sandbox: &Sandbox, port_base: u16) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if port_base == 0 {
        writeln!(out, "{}", serde_json::to_string(sandbox.addresses())?)?;
        return out.flush();
    }
    let at = sandbox.addresses();
    writeln!(out, "Sandbox is up. Nothing here is real.")?;
    writeln!(out, "  Jira        {}", at.jira)?;
    writeln!(out, "  Confluence  {}", at.confluence)?;
    writeln!(out, "  Cloud       {}", at.cloud)?;
    writeln!(out, "  LLM         {}", at.llm)?;
    writeln!(out, "  MCP         {}", at.mcp)?;
    writeln!(out, "  Control     {}", at.control)?;
    if let Some(person) = sandbox.people().first() {
        writeln!(out, "Register as {} with", person.display_name)?;
        writeln!(out, "  Jira token        {}", person.jira_token)?;
        writeln!(out, "  Confluence token  {}", person.confluence_token)?;
        writeln!(out, "  LLM cookie        {}", person.llm_cookie)?;
        writeln!(out, "  OpenAI key        {}", person.openai_key)?;
        writeln!(out, "  Anthropic key     {}", person.anthropic_key)?;
    }
    writeln!(out, "More people: {}/people", at.control)?;
    out.flush()
}

async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
