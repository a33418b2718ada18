//! Text in columns, for people to read.

/// Rows under a headline, each column as wide as its widest cell; numbers stand to the right.
pub fn table<const N: usize>(headline: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = headline.map(|cell| cell.chars().count());
    let mut numeric = [true; N];
    for row in rows {
        for ((width, numeric), cell) in widths.iter_mut().zip(&mut numeric).zip(row) {
            *width = (*width).max(cell.chars().count());
            *numeric &= cell == "-" || cell.replace(',', "").parse::<f64>().is_ok();
        }
    }
    let mut text = String::new();
    let mut line = |cells: [&str; N]| {
        let mut row = String::new();
        for ((cell, width), numeric) in cells.iter().zip(widths).zip(numeric) {
            if !row.is_empty() {
                row.push_str("  ");
            }
            let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
            if numeric {
                row.push_str(&padding);
                row.push_str(cell);
            } else {
                row.push_str(cell);
                row.push_str(&padding);
            }
        }
        text.push_str(row.trim_end());
        text.push('\n');
    };
    line(headline);
    for row in rows {
        line(row.each_ref().map(String::as_str));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            ["a".to_owned(), "7".to_owned(), "1,000.5".to_owned(), "x y".to_owned()],
            ["long".into(), "-".into(), "2".into(), String::new()],
        ];
        let expected = "GROUP  LAG     MB/S  N\na        7  1,000.5  x y\nlong     -        2\n";
        assert_eq!(table(["GROUP", "LAG", "MB/S", "N"], &rows), expected);
    }
}
