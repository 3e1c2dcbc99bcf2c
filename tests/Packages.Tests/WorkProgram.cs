namespace Troupe.Packages.Tests;

/// <summary>A program that uses each part of a worker: a lambda, a map, a process of its own, an actor of Akka's in a worker, and a plug-in
/// when it is given one.</summary>
internal static class WorkProgram
{
    public const string Text = """
        using Akka.Actor;
        using Troupe;

        namespace Work;

        public static class Program
        {
            public static async Task Main(string[] args)
            {
                WorkerHost.RunIfWorker(args);
                await using var pool = await ProcessPool.StartAsync(workers: 2);
                int here = Environment.ProcessId;
                Console.WriteLine($"job: {await pool.RunAsync(() => Environment.ProcessId != here)}");
                Console.WriteLine($"map: {(await pool.MapAsync(Square, Enumerable.Range(1, 100))).Sum()}");
                await using var child = ChildProcess.Start(Square, 5);
                Console.WriteLine($"child: {await child.Result}");
                var echo = await pool.SpawnAsync(Props.Create<Echo>());
                Console.WriteLine($"actor: {await echo.Ask<string>("hello", TimeSpan.FromSeconds(60))}");
                if (args is [var plugIn])
                {
                    await using var plugIns = await ProcessPool.StartAsync(new ProcessPoolOptions { PluginPath = plugIn, Workers = 1 });
                    Console.WriteLine($"plug-in: {await plugIns.RunAsync<string>("PlugIn.Functions.Shout", "hello")}");
                }
            }

            public static int Square(int number) => number * number;

            public sealed class Echo : ReceiveActor
            {
                public Echo() => Receive<string>(text => Sender.Tell(text + " from a worker"));
            }
        }
        """;

    private static readonly string[] s_lines = ["job: True", "map: 338350", "child: 25", "actor: hello from a worker"];

    /// <summary>Looks whether a run has done all of it.</summary>
    public static void ShouldHaveWorked(CommandEnd run) => run.ShouldSucceed().Lines.ShouldBe(s_lines, run.ToString());

    /// <summary>Looks whether a run with a plug-in has done all of it.</summary>
    public static void ShouldHaveWorkedWithPlugIn(CommandEnd run) =>
        run.ShouldSucceed().Lines.ShouldBe([.. s_lines, "plug-in: HELLO"], run.ToString());

    /// <summary>The program, not built yet.</summary>
    public static async Task<Project> NewAsync(string properties = "<OutputType>Exe</OutputType>", string? items = null) =>
        (await Project.WriteAsync("Work", items ?? Project.Reference("Troupe"), properties)).Write("Program.cs", Text);
}
