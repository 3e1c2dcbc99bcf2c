using System.Diagnostics;
using Troupe.Benchmarks.Report;

namespace Troupe.Benchmarks.Floor;

/// <summary>In a fresh process: how long bare child processes take from their start to their first answer, and what they hold.</summary>
internal static class FloorStart
{
    private const int Children = 4;

    public static int Run()
    {
        var begin = Stopwatch.GetTimestamp();
        var clients = new List<EchoClient>();
        foreach (var client in EchoClient.Start(Children))
        {
            clients.Add(client);
            if (clients.Count == 1)
                OwnProgram.Tell(Figures.ColdStart, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        OwnProgram.Tell(Figures.AllReady, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        ProcessMemoryFigures.Tell(clients.Select(client => client.Child.Id));

        begin = Stopwatch.GetTimestamp();
        clients[0].Child.Kill();
        using (EchoClient.Start(1).Single())
            OwnProgram.Tell(Figures.KillToReady, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        clients.ForEach(client => client.Dispose());
        return 0;
    }
}
