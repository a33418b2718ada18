//! `Outcome` from a file, which anybody may have edited or cut short.

use std::path::Path;

use crate::bench::measure::Outcome;

/// Reads what `save` wrote.
pub fn read(path: &Path) -> Result<Outcome, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text)
        .map_err(|error| format!("{} holds no run as `ringmain bench` writes it to RUN.json: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_run_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run.json");
        assert!(read(&path).unwrap_err().contains("run.json"));
        let whole = serde_json::to_string(&crate::bench::report::tests::outcome("r")).unwrap();
        for cut in [0, 1, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let error = read(&path).unwrap_err();
            assert!(error.contains("run.json") && error.contains("line 1"), "{error}");
        }
    }
}
