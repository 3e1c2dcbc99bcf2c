namespace Troupe.Packages.Tests;

/// <summary>A class library whose functions run in workers, with a package that it needs, and one with native code. It references nothing
/// of Troupe.</summary>
internal static class PlugInProject
{
    private const string Text = """
        using Spectre.Console;
        using SQLitePCL;

        namespace PlugIn;

        public static class Functions
        {
            public static string Shout(string text) => text.ToUpperInvariant();

            public static string Escaped(string text) => Markup.Escape(text);

            public static bool HasNative(string text)
            {
                Batteries_V2.Init();
                return raw.sqlite3_complete(text + ";") != 0;
            }
        }
        """;

    private static readonly Lazy<Task<Project>> s_loadable = new(() => MakeAsync("<EnableDynamicLoading>true</EnableDynamicLoading>"));
    private static readonly Lazy<Task<Project>> s_plain = new(() => MakeAsync(""));

    /// <summary>Built as a plug-in has to be.</summary>
    public static Task<Project> LoadableAsync() => s_loadable.Value;

    /// <summary>Built as a class library is, with its packages left where NuGet has them.</summary>
    public static Task<Project> PlainAsync() => s_plain.Value;

    private static async Task<Project> MakeAsync(string properties)
    {
        var project = await Project.WriteAsync(
            "PlugIn",
            Project.Reference("Spectre.Console") + Project.Reference("SQLitePCLRaw.bundle_e_sqlite3"),
            properties);
        return await project.Write("Functions.cs", Text).BuildAsync();
    }
}
