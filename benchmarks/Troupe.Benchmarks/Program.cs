using System.CommandLine;
using Troupe.Benchmarks.Against;
using Troupe.Benchmarks.Floor;
using Troupe.Benchmarks.Growth;
using Troupe.Benchmarks.Pool;
using Troupe.Benchmarks.State;

namespace Troupe.Benchmarks;

internal static class Program
{
    /// <summary>The roles come first and need no command line: what measures a start must not load more than it uses.</summary>
    private static async Task<int> Main(string[] args) => args switch
    {
        ["floor-echo", var path] => EchoServer.Run(path),
        ["floor-start"] => FloorStart.Run(),
        ["pool-start"] => await PoolStart.RunAsync(),
        ["pool-spare"] => await SpareStart.RunAsync(),
        [PoolFigures.Role, var effort, .. var only] => await PoolFigures.RunAsync(effort, only),
        _ => await CommandAsync(args),
    };

    private static Task<int> CommandAsync(string[] args)
    {
        var root = new RootCommand("Measures Troupe. Only ratios within one run count: times differ from machine to machine.")
        {
            PeersCommand.Create(), AgainstCommand.Create(), GrowthCommand.Create(), StateCommand.Create(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
