//! Tables written with `|`: Markdown and Gherkin.

use super::{ReadError, check_size};
use crate::table::Row;
use std::ops::Range;

/// Longer ones are sentences.
const LONGEST_HEADING: usize = 80;

/// Two lines that begin with `|`, and no more others than a feature file has around its tables.
pub(super) fn is_written_with_pipes(text: &str) -> bool {
    let (mut pipes, mut others) = (0, 0);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.len() > 1 && line.starts_with('|') && line.ends_with('|') {
            pipes += 1;
        } else {
            others += 1;
        }
    }
    pipes >= 2 && (pipes >= others || text.contains("Scenario") || text.contains("Feature:"))
}

/// The rows of one table, and what stands above it.
#[derive(Default)]
pub(super) struct Block {
    pub(super) heading: Option<String>,
    pub(super) rows: Vec<Row>,
}

/// A heading of Markdown, or the name of a scenario.
fn heading(line: &str) -> Option<&str> {
    let text = match line.strip_prefix('#') {
        Some(rest) => rest.trim_matches(['#', ' ']),
        None => {
            ["Scenario:", "Scenario Outline:", "Example:"].iter().find_map(|word| line.strip_prefix(word))?
        }
    };
    Some(text.trim()).filter(|text| !text.is_empty() && text.len() <= LONGEST_HEADING)
}

/// The tables. Lines between two of them separate them; all under one heading have it.
pub(super) fn blocks(text: &str) -> Result<Vec<Block>, ReadError> {
    let (mut blocks, mut block) = (Vec::new(), Block::default());
    let (mut start, mut number) = (0, 0_u32);
    for line in text.split_inclusive('\n') {
        number = number.saturating_add(1);
        let content = line.trim();
        if content.len() > 1 && content.starts_with('|') {
            let cells: Vec<String> =
                raw_cells(line).into_iter().map(|range| read_cell(&line[range])).collect();
            if !is_ruler(&cells) {
                check_size(number, cells.iter().map(String::as_str))?;
                let end = start + line.trim_end_matches(['\r', '\n']).len();
                let span = u32::try_from(start).unwrap_or(u32::MAX)..u32::try_from(end).unwrap_or(u32::MAX);
                block.rows.push(Row::new(number, span, cells.iter().map(String::as_str)));
            }
        } else {
            if !block.rows.is_empty() {
                let heading = block.heading.clone();
                blocks.push(std::mem::replace(&mut block, Block { heading, rows: Vec::new() }));
            }
            if let Some(heading) = heading(content) {
                block.heading = Some(heading.to_owned());
            }
        }
        start += line.len();
    }
    if !block.rows.is_empty() {
        blocks.push(block);
    }
    Ok(blocks)
}

/// Markdown's line of dashes under the header.
fn is_ruler(cells: &[String]) -> bool {
    let dashes = |cell: &String| cell.contains("--") && cell.chars().all(|c| matches!(c, '-' | ':' | ' '));
    !cells.is_empty() && cells.iter().all(dashes)
}

/// Where each cell stands in its line, without the spaces around it.
pub(crate) fn raw_cells(line: &str) -> Vec<Range<usize>> {
    let Some(first) = line.find('|') else { return Vec::new() };
    let (mut cells, mut start, mut escaped) = (Vec::new(), first + 1, false);
    for (at, c) in line.char_indices().skip_while(|(at, _)| *at <= first) {
        match c {
            '\\' => escaped = !escaped,
            '|' if !escaped => {
                cells.push(trimmed(line, start..at));
                start = at + 1;
            }
            _ => escaped = false,
        }
        if c == '|' {
            escaped = false;
        }
    }
    let rest = trimmed(line, start..line.len());
    if !rest.is_empty() {
        cells.push(rest);
    }
    cells
}

fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let cell = &line[range.clone()];
    let start = range.start + (cell.len() - cell.trim_start().len());
    start..start.max(range.start + cell.trim_end().len())
}

/// Gherkin's escapes: `\|`, `\n`, `\\`.
fn read_cell(raw: &str) -> String {
    let (mut cell, mut chars) = (String::with_capacity(raw.len()), raw.chars().peekable());
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('|' | '\\')) => cell.extend(chars.next()),
            ('\\', Some('n')) => {
                chars.next();
                cell.push('\n');
            }
            _ => cell.push(c),
        }
    }
    cell
}

/// The way back.
pub(crate) fn write_cell(cell: &str) -> String {
    cell.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n")
}
