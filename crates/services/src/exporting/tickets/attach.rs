//! Texts that are too long for a description, as files of their issues.

use super::Run;
use crate::{exporting::payload, failures, site_builds, site_tickets::ATTACH};
use atlassian::jira::JiraError;
use contract::Outcome as Answered;
use domain::{failure::Failure, ids::SiteTicketId, jira::IssueKey};
use store::operations::{self, Operation, OperationState};
use store::site_tickets;

impl Run<'_> {
    /// Attaches what is not attached yet. What has to be tried again, and why.
    pub(super) async fn attach_all(&self) -> Answered<Option<Failure>> {
        let subject = site_builds::subject(self.build);
        let all = self.read(move |tx| Ok(operations::of_subject(tx, &subject)?)).await?;
        let open = all.into_iter().filter(|operation| {
            operation.kind == ATTACH
                && !matches!(operation.state, OperationState::Created | OperationState::Rejected)
        });
        let mut left = None;
        for operation in open {
            let Ok(ticket) = operation.item.parse::<SiteTicketId>() else { continue };
            let Some(key) = self.key(ticket) else { continue };
            if self.rest().await.is_some() {
                return Ok(Some(Failure::temporary(
                    "site_build.next_turn",
                    "The export goes on in a moment.",
                )));
            }
            if let Err(failure) = self.attach(ticket, operation, &key).await? {
                left = Some(failure);
            }
        }
        Ok(left)
    }

    async fn attach(
        &self,
        ticket: SiteTicketId,
        operation: Operation,
        key: &IssueKey,
    ) -> Answered<Result<(), Failure>> {
        let bytes = self.read(move |tx| Ok(site_tickets::payload(tx, ticket)?)).await?;
        let attachment =
            bytes.map(|bytes| payload::read(&bytes)).transpose()?.and_then(|found| found.attachment);
        let Some(attachment) = attachment else { return Ok(Ok(())) };
        let (id, fence) = (operation.id, self.ctx.fence());
        if operation.attempts > 0 {
            let there = match self.access.jira.attachments(key.as_str()).await {
                Ok(files) => files.iter().any(|file| file.file_name == attachment.name),
                Err(error) => return Ok(Err(self.heard(&error))),
            };
            let (now, deadline) = (self.env.clock.now(), operation.deadline_at);
            if !there && operation.state == OperationState::Sending && deadline.is_some_and(|at| now < at) {
                return Ok(Err(Failure::temporary(
                    "site_build.on_its_way",
                    "A file of an earlier run may still be on its way.",
                )));
            }
            let key = key.clone();
            self.write_durably(move |tx| -> Answered<()> {
                if there {
                    operations::mark_created(tx, id, &key, None)?;
                } else {
                    operations::mark_doubtful(tx, id, fence, None)?;
                    operations::mark_planned_again(tx, id)?;
                }
                Ok(())
            })
            .await?;
            if there {
                return Ok(Ok(()));
            }
        }
        let deadline = self.env.clock.now().plus(self.env.timing.deadline);
        let marked = self
            .write_durably(move |tx| Ok(operations::mark_sending(tx, id, fence, deadline, None)?))
            .await?;
        if !marked {
            return Ok(Ok(()));
        }
        let text = attachment.text.into_bytes();
        let done =
            self.access.jira.attach(key.as_str(), &attachment.name, "text/markdown", text.into()).await;
        let (key, failed) = (key.clone(), done.as_ref().err().cloned());
        self.record_durably(move |tx| -> Answered<()> {
            match failed {
                None => operations::mark_created(tx, id, &key, None)?,
                Some(error) if is_refusal(&error) => {
                    operations::mark_rejected(tx, id, fence, &failures::jira(&error))?
                }
                Some(error) => operations::mark_doubtful(tx, id, fence, Some(&failures::jira(&error)))?,
            };
            Ok(())
        })
        .await?;
        Ok(match done {
            Ok(()) => {
                self.ease();
                Ok(())
            }
            // It is told as something to be done by hand.
            Err(error) if is_refusal(&error) => Ok(()),
            Err(error) => Err(self.heard(&error)),
        })
    }

    fn heard(&self, error: &JiraError) -> Failure {
        if let JiraError::RateLimited { retry_after } = error {
            self.slow_down(*retry_after);
        }
        failures::jira(error)
    }
}

const fn is_refusal(error: &JiraError) -> bool {
    matches!(error, JiraError::Rejected { .. } | JiraError::NotFound | JiraError::Forbidden)
}
