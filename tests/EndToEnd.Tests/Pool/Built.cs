namespace Troupe.EndToEnd.Tests.Pool;

/// <summary>Where the other projects of this build lie.</summary>
internal static class Built
{
    /// <summary>The output folder of a project, built with the same configuration.</summary>
    public static string Folder(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }

    public static string Assembly(string project) => Path.Combine(Folder(project), project + ".dll");
}
