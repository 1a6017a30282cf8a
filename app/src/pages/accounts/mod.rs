//! Signing in and registering.

mod checklist;
mod confirm;
mod password;
mod register;
mod sign_in;
mod steps;

pub(crate) use checklist::Checklist;
pub(crate) use confirm::ConfirmPage;
pub(crate) use password::PasswordPage;
pub(crate) use register::RegisterPage;
pub(crate) use sign_in::{SignInFields, SignInPage};
