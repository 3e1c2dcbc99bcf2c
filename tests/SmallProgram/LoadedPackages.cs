namespace Troupe.Tests.SmallProgram;

/// <summary>What of Akka, and of what comes with it, a program with a pool has loaded.</summary>
internal static class LoadedPackages
{
    private static readonly string[] s_package =
        ["Akka", "Newtonsoft", "System.Configuration.ConfigurationManager", "Microsoft.Extensions.ObjectPool"];

    public static async Task<int> TellAsync(ProcessPool pool, string file)
    {
        Console.WriteLine($"program: {Loaded()}");
        Console.WriteLine($"worker: {await pool.RunAsync(Loaded)}");
        ProcessPoolOptions.Load(file);
        Console.WriteLine($"program with HOCON: {Loaded()}");
        return 0;
    }

    private static string Loaded() => string.Join(' ', AppDomain.CurrentDomain.GetAssemblies()
        .Select(assembly => assembly.GetName().Name!)
        .Where(name => s_package.Any(package => name.StartsWith(package, StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal));
}
