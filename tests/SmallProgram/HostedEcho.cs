using Akka.Actor;

namespace Troupe.Tests.SmallProgram;

/// <summary>An actor in a worker process of this program.</summary>
internal static class HostedEcho
{
    public static async Task<int> TellAsync(ProcessPool pool)
    {
        var echo = await pool.SpawnAsync(Props.Create<Echo>());
        var pid = await echo.Ask<int>("pid", TimeSpan.FromSeconds(30));
        Console.WriteLine(pid != Environment.ProcessId ? "answered by another process" : "answered by this process");
        return 0;
    }

    internal sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(Environment.ProcessId);
    }
}
