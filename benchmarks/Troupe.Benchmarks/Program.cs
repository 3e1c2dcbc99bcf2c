using Troupe.Benchmarks;
using Troupe.Benchmarks.Floor;
using Troupe.Benchmarks.Pool;

const string Usage = """
    Troupe.Benchmarks peers [--json FILE] [--quick]
        Measures the floor (a raw Unix socket), Troupe and its peers in one run and prints a table.
        --json FILE   writes the medians there, too
        --quick       three short rounds, within a minute
    """;

switch (args)
{
    case ["floor-echo", var path]:
        return EchoServer.Run(path);
    case ["floor-start"]:
        return FloorStart.Run();
    case ["pool-start"]:
        return await PoolStart.RunAsync();
    case ["peers", .. var rest]:
        string? json = null;
        var quick = false;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == "--quick")
                quick = true;
            else if (rest[i] == "--json" && i + 1 < rest.Length)
                json = rest[++i];
            else
                goto default;
        }
        return await PeersCommand.RunAsync(quick, json);
    default:
        Console.Error.WriteLine(Usage);
        return 64;
}
