using Akka.Configuration.Hocon;
using Troupe.Configuration;

namespace Troupe.Tests.Configuration;

/// <summary>Mistakes of syntax; Akka's parser by itself passes over most of them.</summary>
public sealed class HoconSyntaxSpecs : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("troupe.pool {\n  workers = 2\n", 1, "'{' of this line is not closed")]
    [InlineData("troupe {\n  pool {\n    workers = 2\n  }\n", 1, "'{' of this line is not closed")]
    [InlineData("troupe.pool {\n  workers = 2\n}\n}\nakka { }", 4, "'}' comes after the last section is closed")]
    [InlineData("{\n troupe.pool { }\n}\nmore = 1", 4, "'m' comes after the last section is closed")]
    [InlineData("troupe.pool {\n  retry {\n  },\n  workers = 2\n}", 3, "A ',' after the '}' of a section")]
    [InlineData("troupe.pool {\n  environment { A = \"b }\n  workers = 2\n}", 2, "A quote is not closed in its line")]
    [InlineData("troupe.pool {\n  environment { A = \"\"\"b }\n  workers = 2\n}", 2, "The \"\"\" of this line is not closed")]
    [InlineData("troupe.pool {\n  environment { A = \"C:\\Windows\" }\n}", 2, "'\\W' means nothing in quotes")]
    [InlineData("troupe.pool {\n  plugin-path = C:/plugin.dll\n}", 2, "':' comes after troupe.pool.plugin-path")]
    [InlineData("troupe.pool {\n  plugin-path = a?b\n}", 2, "'?' comes after troupe.pool.plugin-path")]
    [InlineData("troupe.pool {\n  plugin-path = @b\n}", 2, "'@' stands where a value of troupe.pool.plugin-path is expected")]
    [InlineData("troupe.pool {\n  workers = 2 spare-workers = 1\n}", 2, "'=' comes after troupe.pool.workers")]
    [InlineData("troupe.pool {\n  workers =\n  spare-workers = 1\n}", 2, "troupe.pool.workers has no value")]
    [InlineData("troupe.pool {\n  workers\n  spare-workers = 1\n}", 2, "troupe.pool.workers is followed by no '=' and no '{'")]
    [InlineData("troupe.pool {\n  workers 2\n}", 2, "troupe.pool.workers is followed by no '=' and no '{'")]
    [InlineData("troupe.pool {\n  workers += 2\n}", 2, "troupe.pool.workers is followed by no '=' and no '{'")]
    [InlineData("troupe.pool {\n  = 2\n}", 2, "'=' stands where a key is expected")]
    [InlineData("troupe.pool {\n  workers = 2,,\n}", 2, "',' stands where a key is expected")]
    [InlineData("troupe.pool {\n  allowed-assemblies = [ A\n  workers = 2\n}", 3, "'=' stands in the list that begins in line 2")]
    [InlineData("troupe.pool {\n  allowed-assemblies = [ A\n", 2, "'[' of this line is not closed")]
    [InlineData("troupe.pool {\n  allowed-assemblies = [ } ]\n}", 2, "'}' stands where a value of troupe.pool.allowed-assemblies is")]
    [InlineData("troupe.pool {\n  allowed-assemblies = [ A ] B\n}", 2, "is a list and a text in one")]
    [InlineData("troupe.pool {\n  retry = { attempts = 2 } { backoff = 1s }\n}", 2, "'{' comes after troupe.pool.retry")]
    [InlineData("troupe.pool {\n  workers = ${?MINE}\n}", 2, "Akka's parser knows ${path} alone")]
    [InlineData("troupe.pool {\n  workers = ${mine\n}", 2, "Akka's parser knows ${path} alone")]
    [InlineData("troupe.pool {\n\n  workers = ${mine}\n}", 3, "${mine}, in troupe.pool.workers, is not set in this file")]
    [InlineData("troupe.pool {\n  workers = ${troupe.pool.workers}\n}", 2, "leads back to itself")]
    [InlineData("a = [ ${b} ]\nb = ${c.d}\nc = { d = ${a} }", 1, "leads back to itself")]
    [InlineData("# first\ntroupe.pool {\n  include \"missing.conf\"\n}", 3, "There is no file")]
    [InlineData("# first\ninclude file(\"missing.conf\")\ntroupe.pool { }", 2, "include is followed by no '=' and no '{'")]
    [InlineData("include \"app.conf\"", 1, "does one include itself?")]
    public void A_mistake_is_told_with_its_line(string text, int line, string expected)
    {
        var error = _folder.Refused(text);

        error.Message.ShouldContain(expected);
        error.Message.ShouldContain($"app.conf, line {line}: ");
        (error.File is not null, error.Line, error.Key).ShouldBe((true, line, null));
    }

    [Fact]
    public void A_mistake_in_an_included_file_is_told_with_that_file()
    {
        _folder.Write("base.conf", "\nworkers = \"2");

        var error = _folder.RefusedPool("include \"base.conf\"");

        (error.File, error.Line).ShouldBe((Path.Combine(_folder.Root, "base.conf"), 2));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{ a = ")]
    public void A_text_that_is_nested_without_end_is_refused(string part) =>
        _folder.Refused("a = " + string.Concat(Enumerable.Repeat(part, 100_000))).Message.ShouldContain("deep");

    // Akka drops what it does not understand; so what the grammar takes, Akka must read to the last key, whatever the mistake.
    [Theory]
    [InlineData("base = [ A ]\na {\n b {\n  c = 2 # two\n  d { e = 3, f = \"1s\" }\n  g = ${base} [ B, C ]\n }\n}\n")]
    [InlineData("{ \"a\": { \"b.c\": [1, { \"d\": 2 }], \"e\": null }, f = x y // z\n g.h : \"\"\"i\n\"\"\", j\n{\r\n} }\n# k")]
    public void What_is_not_refused_is_read_to_the_last_key(string good)
    {
        var read = 0;
        for (var at = 0; at < good.Length; at++)
        {
            Check(good[..at]);
            Check(good.Remove(at, 1));
            foreach (var changed in "{}[]=:,\"$#/\\. \n\r\tx\u00A0")
            {
                Check(good.Insert(at, changed.ToString()));
                Check(good.Remove(at, 1).Insert(at, changed.ToString()));
            }
        }
        read.ShouldBeGreaterThan(300);

        void Check(string text)
        {
            HoconOutline outline;
            try
            {
                outline = HoconGrammar.Read(text + "\n", "file", "");
            }
            catch (InvalidConfigurationException)
            {
                return;
            }
            if (outline.FindCircle() is not null || outline.Includes.Count > 0)
                return;
            HoconRoot root;
            try
            {
                root = Parser.Parse(text + "\n", _ => throw new NotSupportedException());
            }
            catch (FormatException error) when (error.Message.StartsWith("Unresolved", StringComparison.Ordinal))
            {
                return;
            }
            read++;
            var keys = outline.Members.Where(member => !member.IsSection).Select(member => member.Path);
            Leaves("", root.Value).ShouldBe(keys, ignoreOrder: true, text);
        }
    }

    private static IEnumerable<string> Leaves(string path, HoconValue value) => value.GetObject() is { } section
        ? section.Items.SelectMany(item => Leaves(HoconPath.Join(path, item.Key), item.Value))
        : [path];
}
