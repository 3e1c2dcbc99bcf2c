namespace Troupe.Configuration;

/// <summary>A position in a HOCON text that moves forward and counts lines.</summary>
internal sealed class HoconCursor(string text, string file)
{
    private int _index;

    public int Line { get; private set; } = 1;

    public bool AtEnd => _index >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Next => AtEnd ? '\0' : text[_index];

    public bool AtComment => Next == '#' || Sees("//");

    public bool AtEndOfLine => AtEnd || Next is '\r' or '\n' || AtComment;

    public bool Sees(string expected) => text.AsSpan(_index).StartsWith(expected, StringComparison.Ordinal);

    public char Take()
    {
        var taken = Next;
        if (taken == '\n')
            Line++;
        _index = Math.Min(_index + 1, text.Length);
        return taken;
    }

    public bool Take(string expected)
    {
        if (!Sees(expected))
            return false;
        for (var i = 0; i < expected.Length; i++)
            Take();
        return true;
    }

    /// <summary>Takes a word and the blanks after it, when what comes next is a quote; else nothing.</summary>
    public bool TakeBeforeQuote(string word)
    {
        var rest = text.AsSpan(_index);
        if (!Sees(word) || rest[word.Length..].TrimStart(" \t") is not ['"', ..] || rest[word.Length] == '"')
            return false;
        Take(word);
        SkipBlanks();
        return true;
    }

    /// <summary>Takes characters as long as they are wanted and begin no comment.</summary>
    public string TakeWhile(Func<char, bool> wanted)
    {
        var start = _index;
        while (!AtEnd && wanted(Next) && !AtComment)
            Take();
        return text[start.._index];
    }

    public void SkipBlanks()
    {
        while (Next is ' ' or '\t')
            Take();
    }

    /// <summary>Skips all that means nothing: white space, ends of lines, comments.</summary>
    public void SkipLines()
    {
        while (!AtEnd && (char.IsWhiteSpace(Next) || AtComment))
        {
            if (!AtComment)
            {
                Take();
                continue;
            }
            while (!AtEnd && Next != '\n')
                Take();
        }
    }

    public InvalidConfigurationException Wrong(string what, int? line = null) => new HoconLocation(file, line ?? Line).Wrong(what);
}
