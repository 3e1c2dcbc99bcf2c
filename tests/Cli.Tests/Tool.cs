using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Troupe.Cli.Tests;

/// <summary>The built tool as a process of its own.</summary>
internal sealed partial class Tool : IDisposable
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(90);
    private static readonly string s_artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
    private static readonly string s_configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private const string Prelude =
        """troupe() { dotnet "$tool" "$@"; }; """
        + """map() { function=$1; shift; troupe map "$own" "Troupe.Cli.Tests.Functions.$function" -w 2 "$@"; }; """;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private Tool(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public static string OwnFunctions { get; } = typeof(Functions).Assembly.Location;

    public static string Samples { get; } = Path.Combine(s_artifacts, "Troupe.Samples", s_configuration, "Troupe.Samples.dll");

    public static string Program { get; } = Path.Combine(s_artifacts, "Troupe.Cli", s_configuration, "Troupe.Cli.dll");

    public int Pid => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public Task<string> ErrorText => _error;

    public static Tool Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        foreach (var argument in arguments.Prepend(Program))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new Tool(Process.Start(start)!);
    }

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<ToolRun> RunAsync(string? input, params string[] arguments)
    {
        using var tool = Start(arguments);
        try
        {
            await tool.Input.WriteAsync(input ?? "");
            tool.Input.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: its exit code and text tell why.
        }

        return await tool.EndAsync();
    }

    /// <summary>
    /// Runs a script of bash in which <c>troupe</c> is the tool, <c>map</c> its command with a function of this assembly by its short
    /// name, and the current folder is the one given.
    /// </summary>
    public static async Task<ToolRun> ScriptAsync(TemporaryFolder folder, string script)
    {
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
            ArgumentList = { "-c", Prelude + script },
            Environment = { ["tool"] = Program, ["own"] = OwnFunctions },
        };
        using var tool = new Tool(Process.Start(start)!);
        tool.Input.Close();
        return await tool.EndAsync();
    }

    /// <summary>Runs <c>map</c> with a function of this assembly.</summary>
    public static Task<ToolRun> MapAsync(string? input, string function, params string[] arguments) =>
        RunAsync(input, ["map", OwnFunctions, $"Troupe.Cli.Tests.Functions.{function}", .. arguments]);

    public async Task<ToolRun> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_hang);
        return new ToolRun(_process.ExitCode, await _output.WaitAsync(s_hang), await _error.WaitAsync(s_hang));
    }

    public void Interrupt() => Signal(2);

    public void Signal(int signal) => Kill(Pid, signal).ShouldBe(0);

    public void Kill() => Kill(Pid, 9).ShouldBe(0);

    /// <summary>The tool's worker processes at this moment.</summary>
    public int[] WorkerPids() => [.. Directory.EnumerateDirectories($"/proc/{Pid}/task")
        .SelectMany(task => TryRead(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(int.Parse)
        .Where(pid => TryRead($"/proc/{pid}/cmdline").Contains("Troupe.WorkerNode", StringComparison.Ordinal))];

    /// <summary>As a system stops a unit: SIGTERM to all of its processes.</summary>
    public void TerminateAll()
    {
        foreach (var pid in WorkerPids().Prepend(Pid))
            Kill(pid, 15).ShouldBe(0);
    }

    public static void KillWorker(int pid) => _ = Kill(pid, 9);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
