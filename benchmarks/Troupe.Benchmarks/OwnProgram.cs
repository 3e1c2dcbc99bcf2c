using System.Diagnostics;
using System.Globalization;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks;

/// <summary>Starts this program again in another role, and carries figures from there to here as "key value" lines.</summary>
internal static class OwnProgram
{
    private static readonly string s_assembly = Path.Combine(AppContext.BaseDirectory, "Troupe.Benchmarks.dll");

    public static Process Start(IEnumerable<string> arguments, bool redirect = false) => Start(s_assembly, arguments, redirect);

    private static Process Start(string assembly, IEnumerable<string> arguments, bool redirect)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? Environment.ProcessPath!
            : Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet");
        var start = new ProcessStartInfo(Path.GetFullPath(host)) { RedirectStandardOutput = redirect };
        foreach (var argument in arguments.Prepend(assembly).Prepend("exec"))
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }

    public static void Tell(Figure figure, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {value}"));

    /// <summary>Runs a role to its end and takes its figures.</summary>
    public static void Report(string role, string contestant, Board board) => Report(s_assembly, [role], contestant, board);

    /// <summary>Runs a role of another build of this program to its end and takes its figures.</summary>
    public static void Report(string assembly, IReadOnlyList<string> arguments, string contestant, Board board)
    {
        using var process = Start(assembly, arguments, redirect: true);
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Split(' ') is [var key, var value] && double.TryParse(value, CultureInfo.InvariantCulture, out var number))
                board.Add(contestant, key, number);
        }
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            board.Notes
                .Add($"The process that measures {string.Join(' ', arguments)} ended with {process.ExitCode}; its figures are incomplete.");
        }
    }
}
