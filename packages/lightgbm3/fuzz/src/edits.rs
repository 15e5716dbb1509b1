//! Model texts that are nearly right: numbers and lines of small models changed, and the sizes of the trees made to fit
//! again, which a change at random hardly ever does.

use arbitrary::Arbitrary;

pub const SEEDS: [&str; 5] = [
    include_str!("../seeds/binary.txt"),
    include_str!("../seeds/multiclass.txt"),
    include_str!("../seeds/categorical.txt"),
    include_str!("../seeds/linear.txt"),
    include_str!("../seeds/stump.txt"),
];

/// What takes a word's place: counts and indices at their edges, numbers in forms that parsers disagree on.
const WORDS: [&str; 38] = [
    "0",
    "1",
    "-1",
    "2",
    "3",
    "4",
    "5",
    "-2",
    "-3",
    "-4",
    "-5",
    "7",
    "9",
    "10",
    "11",
    "16",
    "255",
    "-128",
    "2147483647",
    "-2147483648",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "nan",
    "-nan",
    "inf",
    "-inf",
    "1e308",
    "-1e-320",
    "1e400",
    "0.5",
    "00",
    "0x10",
    "1e",
    "+1",
    "",
    "1 1",
];

#[derive(Arbitrary, Debug)]
pub enum Edit {
    /// A word (of those that stand between blanks, `=`, `:` and line ends) becomes another one.
    Word {
        at: u16,
        word: u8,
    },
    /// A word becomes one that stands elsewhere in the text.
    Copy {
        from: u16,
        to: u16,
    },
    Drop {
        line: u8,
    },
    Twice {
        line: u8,
    },
    Swap {
        line: u8,
        with: u8,
    },
    Text {
        line: u8,
        text: String,
    },
}

#[derive(Arbitrary, Debug)]
pub struct EditedModel {
    seed: u8,
    edits: Vec<Edit>,
    keep_sizes: bool,
}

impl EditedModel {
    pub fn text(&self) -> String {
        let mut text = SEEDS[self.seed as usize % SEEDS.len()].to_string();
        for edit in self.edits.iter().take(6) {
            text = apply(&text, edit);
        }
        if self.keep_sizes {
            text
        } else {
            with_sizes(&text)
        }
    }
}

fn apply(text: &str, edit: &Edit) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let line_of = |line: u8| line as usize % lines.len();
    match edit {
        Edit::Word { at, word } => {
            let (start, end) = word_at(text, *at);
            format!("{}{}{}", &text[..start], WORDS[*word as usize % WORDS.len()], &text[end..])
        }
        Edit::Copy { from, to } => {
            let ((start, end), (other, its_end)) = (word_at(text, *to), word_at(text, *from));
            format!("{}{}{}", &text[..start], &text[other..its_end], &text[end..])
        }
        Edit::Drop { line } => {
            lines.remove(line_of(*line));
            lines.join("\n")
        }
        Edit::Twice { line } => {
            let at = line_of(*line);
            lines.insert(at, lines[at]);
            lines.join("\n")
        }
        Edit::Swap { line, with } => {
            let (a, b) = (line_of(*line), line_of(*with));
            lines.swap(a, b);
            lines.join("\n")
        }
        Edit::Text { line, text: new } => {
            let at = line_of(*line);
            lines[at] = new;
            lines.join("\n")
        }
    }
}

/// Where the word of that number begins and ends; they are counted round and round.
fn word_at(text: &str, number: u16) -> (usize, usize) {
    let is_between = |byte: u8| matches!(byte, b' ' | b'=' | b':' | b'\n' | b'[' | b']');
    let bytes = text.as_bytes();
    let starts: Vec<usize> =
        (0..bytes.len()).filter(|at| !is_between(bytes[*at]) && (*at == 0 || is_between(bytes[at - 1]))).collect();
    let Some(start) = starts.get(number as usize % starts.len().max(1)).copied() else { return (0, 0) };
    let length = bytes[start..].iter().position(|byte| is_between(*byte)).unwrap_or(bytes.len() - start);
    (start, start + length)
}

/// `tree_sizes` as the text's own trees want it.
fn with_sizes(text: &str) -> String {
    let starts: Vec<usize> = text.match_indices("\nTree=").map(|(at, _)| at + 1).collect();
    let Some(end) = text.find("end of trees\n") else { return text.into() };
    let ends = starts.iter().skip(1).copied().chain([end]);
    let sizes: Vec<String> =
        starts.iter().zip(ends).map(|(start, end)| end.saturating_sub(*start).to_string()).collect();
    let lines = text.split('\n').map(|line| match line.strip_prefix("tree_sizes=") {
        Some(_) => format!("tree_sizes={}", sizes.join(" ")),
        None => line.into(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
