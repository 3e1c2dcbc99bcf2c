using System.Reflection;
using System.Text.RegularExpressions;
using Akka.Configuration;
using Microsoft.Extensions.Logging;

namespace Troupe.Tests.Configuration;

/// <summary>config/troupe.conf: every key with its default.</summary>
public sealed partial class ShippedConfigurationSpecs
{
    /// <summary>Options that are code or objects of the program.</summary>
    private static readonly Type[] s_code = [typeof(Action), typeof(Func<Task>), typeof(ILoggerFactory), typeof(TimeProvider)];

    private static string ShippedFile { get; } = FindFile();

    [Fact]
    public void It_gives_exactly_the_defaults()
    {
        var (loaded, defaults) = (ProcessPoolOptions.Load(ShippedFile), new ProcessPoolOptions());

        foreach (var option in Options())
            option.GetValue(loaded).ShouldBeEquivalentTo(option.GetValue(defaults), option.Name);
    }

    [Fact]
    public void Every_option_has_its_key_and_every_key_is_an_option()
    {
        var pool = ConfigurationFactory.ParseString(File.ReadAllText(ShippedFile)).GetValue("troupe.pool").GetObject();
        var retry = pool.GetKey("retry").GetObject();

        pool.Items.Keys.ShouldBe(Options().Select(option => Kebab(option.Name)), ignoreOrder: true);
        retry.Items.Keys.ShouldBe(PropertiesOf(typeof(RetryPolicy)).Select(part => Kebab(part.Name)), ignoreOrder: true);
    }

    [Fact]
    public void The_page_of_options_names_every_key()
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ShippedFile)!, "../docs/options.md"));

        page.ShouldContain("troupe.conf");
        foreach (var option in Options())
            page.ShouldContain($"| `{option.Name}` |");
    }

    private static IEnumerable<PropertyInfo> Options() => PropertiesOf(typeof(ProcessPoolOptions))
        .Where(option => !s_code.Contains(option.PropertyType));

    private static PropertyInfo[] PropertiesOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    // Not by the product's own means: a letter in upper case begins a new part.
    private static string Kebab(string name) => Part().Replace(name, "-$0").TrimStart('-').ToLowerInvariant();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Part();

    private static string FindFile()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Actors.sln")))
            root = Path.GetDirectoryName(root)!;
        return Path.Combine(root, "config", "troupe.conf");
    }
}
