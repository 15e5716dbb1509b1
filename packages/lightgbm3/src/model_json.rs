/// Cuts LightGBM's JSON of a model, so that JavaScript can parse it bit by bit: first the frame, in which a 0 stands for
/// each tree, then the trees. A tree is an object in an array of the outermost object.
pub fn pieces(json: &str) -> Vec<String> {
    let mut frame = String::new();
    let mut trees = Vec::new();
    let mut open = Vec::new();
    let (mut start, mut in_string, mut escaped) = (0, false, false);
    for (at, byte) in json.bytes().enumerate() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                if byte == b'{' && open == b"{[" {
                    frame.push_str(&json[start..at]);
                    start = at;
                }
                open.push(byte);
            }
            b'}' | b']' => {
                open.pop();
                if byte == b'}' && open == b"{[" {
                    trees.push(json[start..=at].to_string());
                    frame.push('0');
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    frame.push_str(&json[start..]);
    trees.insert(0, frame);
    trees
}
