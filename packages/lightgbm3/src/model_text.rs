//! Structural check of a model text. LightGBM's parser reads past the end of broken text, its trees follow child and
//! feature indices without looking, and an error inside a tree ends the process (trees are read in an OpenMP loop that
//! rethrows twice). So every count, index and number is looked at here first.

use std::collections::HashMap;

use crate::error::{Failure, Outcome};

const MAX_TREE_LINES: usize = 22;

type Fields<'a> = HashMap<&'a str, &'a str>;

/// Refuses a text that is not a whole LightGBM model (`version=v4` text format). Returns the depth of its deepest tree.
pub fn check(text: &str) -> Outcome<usize> {
    if !text.starts_with("tree\n") {
        return Err(broken("it must begin with the line `tree`"));
    }
    if text.contains(['\0', '\r']) {
        return Err(broken("it holds NUL or carriage-return characters; keep the line ends that LightGBM wrote"));
    }
    let trees_at = text.find("\nTree=").ok_or_else(|| broken("it holds no trees"))? + 1;
    let header = header_fields(&text["tree\n".len()..trees_at])?;
    let num_features = check_header(&header)?;
    let sizes: Vec<usize> = list(&header, "tree_sizes", None)?;
    let (mut at, mut depth) = (trees_at, 0);
    for (index, size) in sizes.iter().enumerate() {
        let end = at.checked_add(*size).filter(|end| text.is_char_boundary(*end));
        let tree = end.and_then(|end| text.get(at..end)).ok_or_else(|| broken("it is cut off inside its trees"))?;
        let of_tree = check_tree(tree, index, num_features);
        depth = depth.max(of_tree.map_err(|Failure(why)| Failure(format!("{why} (tree {index})")))?);
        at += size;
    }
    let per_iteration = whole(&header, "num_tree_per_iteration")?;
    if sizes.is_empty() || !sizes.len().is_multiple_of(per_iteration) {
        return Err(broken("its number of trees is not a multiple of num_tree_per_iteration"));
    }
    check_rest(&text[at..])?;
    Ok(depth)
}

/// Returns the number of features.
fn check_header(header: &Fields) -> Outcome<usize> {
    let num_class = whole(header, "num_class")?;
    let per_iteration = whole(header, "num_tree_per_iteration")?;
    let max_feature = whole(header, "max_feature_idx")?;
    whole(header, "label_index")?;
    if num_class == 0 || num_class != per_iteration {
        return Err(broken("num_class and num_tree_per_iteration must be equal and at least 1"));
    }
    // LightGBM writes as many scores as its objective has classes.
    let objective = header.get("objective").copied().unwrap_or("");
    let mut of_objective = objective.split(' ').filter_map(|part| part.strip_prefix("num_class:"));
    if of_objective.any(|classes| classes.parse() != Ok(num_class)) {
        return Err(broken("num_class differs from that of its objective"));
    }
    let num_features = max_feature + 1;
    for key in ["feature_names", "feature_infos"] {
        let count = header.get(key).map_or(0, |names| names.split(' ').filter(|name| !name.is_empty()).count());
        if count != num_features {
            return Err(broken(&format!("{key} has {count} entries, expected {num_features}")));
        }
    }
    let mut infos = header.get("feature_infos").copied().unwrap_or("").split(' ').filter(|info| !info.is_empty());
    if !infos.all(is_feature_info) {
        return Err(broken("feature_infos holds an entry that is no range, no list of categories and not none"));
    }
    Ok(num_features)
}

/// `none`, `[smallest:largest]` or categories joined by colons.
fn is_feature_info(info: &str) -> bool {
    if let Some(range) = info.strip_prefix('[') {
        let ends = range.strip_suffix(']').and_then(|range| range.split_once(':'));
        return ends.is_some_and(|(low, high)| low.parse::<Decimal>().is_ok() && high.parse::<Decimal>().is_ok());
    }
    info == "none" || info.split(':').all(|category| category.parse::<i32>().is_ok())
}

/// Returns the depth of the tree: the splits on the way to its furthest leaf.
fn check_tree(text: &str, index: usize, num_features: usize) -> Outcome<usize> {
    let body =
        text.strip_prefix(&format!("Tree={index}\n")).ok_or_else(|| broken("tree_sizes does not fit its trees"))?;
    let body = body.split_once("\n\n").map(|(lines, _)| lines).ok_or_else(|| broken("a tree does not end"))?;
    if body.lines().count() > MAX_TREE_LINES || body.lines().any(|line| !line.contains('=')) {
        return Err(broken("a tree has lines that do not belong there"));
    }
    let tree = fields(body);
    let leaves = whole(&tree, "num_leaves")?;
    let categories = whole(&tree, "num_cat")?;
    if leaves == 0 {
        return Err(broken("a tree has no leaves"));
    }
    counted(&tree, &["leaf_value"], leaves)?;
    counted_if_there(&tree, &["shrinkage", "is_linear"], 1)?;
    counted_if_there(&tree, &["leaf_count"], leaves)?;
    let is_linear = tree.get("is_linear").is_some_and(|flag| *flag != "0");
    if is_linear {
        check_linear(&tree, leaves, num_features)?;
    } else if leaves == 1 {
        return Ok(0);
    }
    let splits = leaves - 1;
    counted(&tree, &["threshold", "decision_type"], splits)?;
    counted_if_there(&tree, &["leaf_weight"], leaves)?;
    counted_if_there(&tree, &["split_gain", "internal_value", "internal_weight", "internal_count"], splits)?;
    let features: Vec<usize> = list(&tree, "split_feature", Some(splits))?;
    if features.iter().any(|feature| *feature >= num_features) {
        return Err(broken("a split uses a feature the model does not have"));
    }
    check_categories(&tree, categories, splits)?;
    let left: Vec<i64> = list(&tree, "left_child", Some(splits))?;
    let right: Vec<i64> = list(&tree, "right_child", Some(splits))?;
    depth_of(&left, &right)
}

/// Checks that every node but the first, and every leaf, is the child of one node; returns the depth.
fn depth_of(left: &[i64], right: &[i64]) -> Outcome<usize> {
    let splits = left.len();
    let mut depths = vec![1; splits];
    let (mut has_parent, mut is_reached) = (vec![false; splits], vec![false; splits + 1]);
    for (node, child) in (0..splits).flat_map(|node| [(node, left[node]), (node, right[node])]) {
        let seen = match usize::try_from(child) {
            // A later node was split later, so an index that does not rise would lead in a circle.
            Ok(later) if later > node && later < splits => {
                depths[later] = depths[node] + 1;
                &mut has_parent[later]
            }
            Err(_) if ((!child) as usize) < is_reached.len() => &mut is_reached[(!child) as usize],
            _ => return Err(broken("a split leads to a node that is not there")),
        };
        if std::mem::replace(seen, true) {
            return Err(broken("two splits lead to the same node"));
        }
    }
    Ok(depths.into_iter().max().unwrap_or(0))
}

fn check_linear(tree: &Fields, leaves: usize, num_features: usize) -> Outcome<()> {
    counted(tree, &["leaf_const"], leaves)?;
    let per_leaf: Vec<usize> = list(tree, "num_features", Some(leaves))?;
    let total = per_leaf.iter().try_fold(0usize, |sum, count| sum.checked_add(*count));
    let total = total.ok_or_else(|| broken("num_features is too large"))?;
    let features: Vec<usize> = list(tree, "leaf_features", Some(total))?;
    counted(tree, &["leaf_coeff"], total)?;
    if features.iter().any(|feature| *feature >= num_features) {
        return Err(broken("a leaf uses a feature the model does not have"));
    }
    Ok(())
}

fn check_categories(tree: &Fields, categories: usize, splits: usize) -> Outcome<()> {
    let kinds: Vec<i64> = list(tree, "decision_type", Some(splits))?;
    let boundaries: Vec<usize> =
        if categories == 0 { vec![] } else { list(tree, "cat_boundaries", Some(categories + 1))? };
    if boundaries.first().is_some_and(|first| *first != 0) || boundaries.windows(2).any(|pair| pair[1] < pair[0]) {
        return Err(broken("cat_boundaries must start with 0 and not decrease"));
    }
    if let Some(last) = boundaries.last() {
        counted(tree, &["cat_threshold"], *last)?;
    }
    let thresholds = tree.get("threshold").copied().unwrap_or("").split(' ');
    for (kind, threshold) in kinds.iter().zip(thresholds) {
        let is_categorical = kind & 1 == 1;
        if is_categorical && !threshold.parse::<usize>().is_ok_and(|category| category < categories) {
            return Err(broken("a categorical split refers to categories that are not there"));
        }
    }
    Ok(())
}

fn check_rest(rest: &str) -> Outcome<()> {
    if !rest.starts_with("end of trees\n") || !rest.contains("\nfeature_importances:\n") {
        return Err(broken("it is cut off after its trees, or tree_sizes does not fit them"));
    }
    if rest.contains("\nparameters:\n") && !rest.contains("\nend of parameters\n") {
        return Err(broken("it is cut off inside its parameters"));
    }
    Ok(())
}

/// The lines before the trees. LightGBM splits them at every `=` and drops empty parts, so only its own form is taken.
fn header_fields(text: &str) -> Outcome<Fields<'_>> {
    let mut header = Fields::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        let is_known_form = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !is_known_form || header.insert(key, value).is_some() {
            return Err(broken("its header holds a line twice or one that does not belong there"));
        }
    }
    Ok(header)
}

fn fields(text: &str) -> Fields<'_> {
    text.lines().filter_map(|line| line.split_once('=')).collect()
}

fn number<T: std::str::FromStr>(fields: &Fields, key: &str) -> Outcome<T> {
    let value = fields.get(key).ok_or_else(|| broken(&format!("{key} is missing")))?;
    value.parse().map_err(|_| broken(&format!("{key} is not a valid number")))
}

/// A number from 0 on that LightGBM's 32-bit integers hold; larger ones it would read as others.
fn whole(fields: &Fields, key: &str) -> Outcome<usize> {
    usize::try_from(number::<i32>(fields, key)?).map_err(|_| broken(&format!("{key} is negative")))
}

fn list<T: std::str::FromStr>(fields: &Fields, key: &str, count: Option<usize>) -> Outcome<Vec<T>> {
    let text = fields.get(key).ok_or_else(|| broken(&format!("{key} is missing")))?;
    let parts = text.split(' ').filter(|part| !part.is_empty()).map(str::parse);
    let values: Vec<T> =
        parts.collect::<Result<_, _>>().map_err(|_| broken(&format!("{key} holds no valid numbers")))?;
    match count {
        Some(count) if values.len() != count => {
            Err(broken(&format!("{key} has {} entries, expected {count}", values.len())))
        }
        _ => Ok(values),
    }
}

fn counted(fields: &Fields, keys: &[&str], count: usize) -> Outcome<()> {
    keys.iter().try_for_each(|key| list::<Decimal>(fields, key, Some(count)).map(|_| ()))
}

/// A decimal number that each of LightGBM's number parsers takes; they know fewer forms than Rust's does.
struct Decimal;

impl std::str::FromStr for Decimal {
    type Err = ();

    fn from_str(text: &str) -> Result<Decimal, ()> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let is_special = matches!(unsigned, "nan" | "inf");
        let is_plain = unsigned.starts_with(|first: char| first.is_ascii_digit())
            && !unsigned.ends_with(['.', 'e', 'E', '+', '-'])
            && text.parse::<f64>().is_ok();
        (is_special || is_plain).then_some(Decimal).ok_or(())
    }
}

fn counted_if_there(fields: &Fields, keys: &[&str], count: usize) -> Outcome<()> {
    keys.iter().filter(|key| fields.contains_key(**key)).try_for_each(|key| counted(fields, &[key], count))
}

fn broken(why: &str) -> Failure {
    Failure(format!("This is not a usable LightGBM model text: {why}"))
}
