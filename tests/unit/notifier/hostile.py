"""Texts that somebody could have typed to make a mail say something else."""

from hypothesis import strategies as st

PIECES = (
    *(
        "=?utf-8?q?a=0D=0ABcc=3A_v=40x.example?=",
        "=?utf-8?b?YQ0KQmNjOiB2QHgueQ==?=",
        "=?utf-8?q??=",
    ),
    *(
        "=?iso-8859-1?q?=0A=0A<h1>?=",
        "=?",
        "?=",
        "=?utf-8?q?",
        "=0D=0A",
        "\r\nBcc: v@x.example",
        "\r",
    ),
    *(
        "\n\n",
        "\x0b",
        "\x85",
        "\u2028",
        "\u202e",
        "\x00",
        "\x1b[31m",
        " ",
        "  ",
        '"',
        "\\",
        ",",
        "<",
    ),
    *("v@x.example", "<a href='https://x.example'>", "</h1><script>", "{{ 7*7 }}", "{% raw %}"),
    *("Layanan", "kota cerdas", "Gedung Ä-Ö-Ü", "🏙️", "👩‍🔬", "– 24", "é" * 30, "x" * 90, "語" * 20),
)
characters = st.characters(codec="utf-8") | st.sampled_from("\r\n\t\0<>&\"'@,;:()[]\\=?_ {}%\u202e")
hostile_text = st.text(characters, max_size=300) | st.lists(
    st.sampled_from(PIECES) | st.text(characters, max_size=4), max_size=8
).map("".join)
