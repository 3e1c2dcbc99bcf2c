namespace Troupe.Configuration;

/// <summary>
/// Checks the syntax of a HOCON text before Akka's parser reads the values. That parser passes over most mistakes (a brace or a
/// quote that is not closed, a second key in a line), drops what it did not understand, and gives no lines; so this takes only
/// what that parser reads as it is meant.
/// </summary>
internal sealed class HoconGrammar
{
    private const int Deepest = 64;

    private readonly HoconCursor _cursor;
    private readonly string _strictSection;
    private readonly HoconOutline _outline = new();
    private int _depth;
    private int _lists;

    private HoconGrammar(string text, string file, string strictSection) =>
        (_cursor, _strictSection) = (new HoconCursor(text, file), strictSection);

    /// <param name="text">The text of the file.</param>
    /// <param name="file">The file's name for errors.</param>
    /// <param name="strictSection">The section in which a key may stand only once.</param>
    /// <exception cref="InvalidConfigurationException">The syntax is wrong; it has the line.</exception>
    public static HoconOutline Read(string text, string file, string strictSection)
    {
        var grammar = new HoconGrammar(text, file, strictSection);
        grammar.ReadAll();
        return grammar._outline;
    }

    private void ReadAll()
    {
        _cursor.SkipLines();
        var line = _cursor.Line;
        Members("", _cursor.Take("{") ? line : null);
        _cursor.SkipLines();
        if (!_cursor.AtEnd)
            throw _cursor.Wrong($"'{_cursor.Next}' comes after the last section is closed; what follows would not be read.");
    }

    /// <summary>The members of a section up to its brace; with no line of an opening brace, up to the end.</summary>
    private void Members(string section, int? opened)
    {
        Enter();
        for (_cursor.SkipLines(); !_cursor.AtEnd && _cursor.Next != '}'; _cursor.SkipLines())
            Member(section);
        _depth--;
        if (opened is { } line && !_cursor.Take("}"))
        {
            throw _cursor.Wrong(
                "The '{' of this line is not closed before the end of the file: one '}' is missing, of this section or of one inside.",
                line);
        }
    }

    private void Member(string section)
    {
        var line = _cursor.Line;
        if (_cursor.TakeBeforeQuote("include"))
        {
            _outline.Includes.Add(new HoconInclude(section, HoconText.TakeQuoted(_cursor), line, _outline.Members.Count));
            EndOfMember("an include", comma: false);
            return;
        }

        var path = Key(section);
        _cursor.SkipBlanks();
        if (_cursor.Take("=") || _cursor.Take(":"))
        {
            Assigned(path, line);
            return;
        }

        _cursor.SkipLines();
        var opened = _cursor.Line;
        if (!_cursor.Take("{"))
            throw _cursor.Wrong($"{path} is followed by no '=' and no '{{'.", line);
        Section(path, line, opened);
        _cursor.SkipBlanks();
        if (_cursor.Next == ',')
            throw _cursor.Wrong("A ',' after the '}' of a section is not understood by Akka's parser; leave it out.");
    }

    private void Assigned(string path, int line)
    {
        _cursor.SkipBlanks();
        if (_cursor.AtEndOfLine)
        {
            _cursor.SkipLines();
            if (_cursor.Next is not ('{' or '['))
                throw _cursor.Wrong($"{path} has no value.", line);
        }

        var opened = _cursor.Line;
        if (_cursor.Take("{"))
        {
            Section(path, line, opened);
        }
        else
        {
            Add(new HoconMember(path, line, false));
            Value(path);
        }
        EndOfMember(path, comma: true);
    }

    private void Section(string path, int line, int opened)
    {
        Add(new HoconMember(path, line, true));
        Members(path, opened);
    }

    private void EndOfMember(string what, bool comma)
    {
        _cursor.SkipBlanks();
        if ((comma && _cursor.Take(",")) || _cursor.AtEndOfLine || _cursor.Next == '}')
            return;
        throw _cursor.Wrong(
            $"'{_cursor.Next}' comes after {what}; each key has a line of its own, and a text with '{_cursor.Next}' stands in quotes.");
    }

    private string Key(string section)
    {
        var path = section;
        do
        {
            var name = _cursor.Next == '"'
                ? HoconText.TakeQuoted(_cursor)
                : _cursor.TakeWhile(next => next != '.' && HoconText.IsPlain(next));
            if (name.Length == 0)
                throw _cursor.Wrong($"'{_cursor.Next}' stands where a key is expected.");
            path = HoconPath.Join(path, name);
        }
        while (_cursor.Take("."));
        return path;
    }

    /// <summary>All that stands in one line: texts and references that are put together, or lists.</summary>
    private void Value(string path)
    {
        var (lists, texts, references) = (0, 0, 0);
        for (; ; _cursor.SkipBlanks())
        {
            if (List(path))
                lists++;
            else if (Reference(path))
                references++;
            else if (HoconText.Take(_cursor))
                texts++;
            else
                break;
            if (lists > 0 && texts > 0)
                throw _cursor.Wrong($"{path} is a list and a text in one.");
        }
        if (lists + texts + references > 0)
            return;
        throw _cursor.Wrong(_cursor.AtEnd
            ? $"{path} has no value."
            : $"'{_cursor.Next}' stands where a value of {path} is expected; text with '{_cursor.Next}' stands in quotes.");
    }

    private bool List(string path)
    {
        var opened = _cursor.Line;
        if (!_cursor.Take("["))
            return false;
        Enter();
        _lists++;
        for (_cursor.SkipLines(); !_cursor.AtEnd && _cursor.Next != ']'; _cursor.SkipLines())
            Element(path, opened);
        _lists--;
        _depth--;
        return _cursor.Take("]") ? true : throw _cursor.Wrong("The '[' of this line is not closed before the end of the file.", opened);
    }

    private void Element(string path, int opened)
    {
        var line = _cursor.Line;
        if (_cursor.Take("{"))
            Members(path, line);
        else
            Value(path);
        _cursor.SkipBlanks();
        if (!_cursor.Take(",") && !_cursor.AtEndOfLine && _cursor.Next != ']')
            throw _cursor.Wrong($"'{_cursor.Next}' stands in the list that begins in line {opened}; is its ']' missing?");
    }

    private bool Reference(string path)
    {
        var line = _cursor.Line;
        if (!_cursor.Take("${"))
            return false;
        var target = _cursor.TakeWhile(HoconText.IsPlain);
        if (target.Length == 0 || !_cursor.Take("}"))
        {
            throw _cursor.Wrong(
                "'${' is not followed by a path and '}'. Akka's parser knows ${path} alone, no ${?path} and no quotes inside.");
        }
        _outline.References.Add(new HoconReference(path, target, line));
        return true;
    }

    private void Add(HoconMember member)
    {
        // Elements of a list may have the same keys.
        if (_lists == 0 && _outline.Add(member) is { } before && HoconPath.IsIn(member.Path, _strictSection))
        {
            throw _cursor.Wrong(
                $"{member.Path} is set for the second time, after {before.Path} in line {before.Line}.",
                member.Line);
        }
    }

    private void Enter()
    {
        if (++_depth > Deepest)
            throw _cursor.Wrong($"Sections and lists stand in one another, more than {Deepest} deep.");
    }
}
