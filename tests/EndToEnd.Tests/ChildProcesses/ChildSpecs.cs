using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.ChildProcesses;

/// <summary>The ground of the specs of child processes: besides their processes, none of their directories is left.</summary>
public abstract class ChildSpecs : PoolSpecs, IAsyncLifetime
{
    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        Directories().ShouldBeEmpty();
    }

    protected static IReadOnlyList<string> Directories() =>
    [
        .. from root in new[] { "/dev/shm", Path.GetTempPath(), Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") }
           where Directory.Exists(root)
           from directory in Directory.EnumerateDirectories(root, $"troupe-{Environment.ProcessId}-*")
           select directory,
    ];

    protected string Gate(string name = "gate") => Path.Combine(Scratch(), name);

    protected static Task Runs(string gate) => Until(() => File.Exists(gate + ".pid"), "the function runs");

    protected static async Task Ended(ChildProcess child) =>
        (await child.WaitForExitAsync(Patience)).ShouldBeTrue($"{child.Name} has not ended");
}
