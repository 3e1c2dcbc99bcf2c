using System.Diagnostics;
using Akka.Actor;
using Troupe.Control;

namespace Troupe.Tests.SmallProgram;

/// <summary>A program that makes the actor system which Troupe's pools share, and tells what that does to it.</summary>
internal static class ActorProgram
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(20);

    public static Task<int> Run(string what) => what switch
    {
        "exit" => ExitAsync(),
        "exit-hanging" => ExitHangingAsync(),
        "serve" => ServeAsync(),
        "serve-ended" => ServeEndedAsync(),
        "serve-without" => Waits(),
        "ctrl-c" => CtrlCAsync(),
        "costs" => CostsAsync(),
        "idle" => IdleAsync(),
        "ten" => TenAsync(),
        "full" => FullAsync(),
        _ => throw new ArgumentException($"What is {what}?"),
    };

    /// <summary>With an actor, and with something scheduled.</summary>
    private static async Task<ActorSystemUse> UseAsync()
    {
        var use = await SharedActorSystem.OfProcess.UseAsync();
        use.System.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromHours(1), TimeSpan.FromHours(1), static () => { });
        var actor = use.System.ActorOf(Props.Create(static () => new Echo()));
        if (await actor.Ask<int>(42, s_bound) != 42)
            throw new InvalidOperationException("It does not answer.");
        return use;
    }

    private static async Task<int> ExitAsync()
    {
        _ = await UseAsync();
        return 7;
    }

    private static async Task<int> ExitHangingAsync()
    {
        var use = await UseAsync();
        using var hangs = new ManualResetEventSlim();
        use.System.ActorOf(Props.Create(static () => new Hanging())).Tell(hangs);
        hangs.Wait();
        return await use.EndAsync(TimeSpan.FromMilliseconds(100)) ? 1 : 7;
    }

    private static async Task<int> ServeAsync()
    {
        _ = await UseAsync();
        return await Waits();
    }

    private static async Task<int> ServeEndedAsync()
    {
        await (await UseAsync()).EndAsync(s_bound);
        return await Waits();
    }

    private static Task<int> Waits()
    {
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
        return Task.FromResult(1);
    }

    private static async Task<int> CtrlCAsync()
    {
        var pressed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            pressed.SetResult();
        };
        var use = await UseAsync();
        Console.WriteLine("ready");
        await pressed.Task;
        Console.WriteLine(await use.EndAsync(s_bound) ? "ended" : "left");
        return 3;
    }

    /// <summary>Milliseconds of processor time and MB that it takes, and what it loads.</summary>
    private static async Task<int> CostsAsync()
    {
        Console.WriteLine($"memory before {Environment.WorkingSet >> 20}");
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        _ = await SharedActorSystem.OfProcess.UseAsync();
        Console.WriteLine($"made {clock.ElapsedMilliseconds} {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0}");
        Console.WriteLine($"memory after {Environment.WorkingSet >> 20}");
        clock.Restart();
        _ = LocalActorSystem.Create(TimeProvider.System);
        Console.WriteLine($"second {clock.ElapsedMilliseconds}");
        _ = await UseAsync();
        Console.WriteLine($"memory used {Environment.WorkingSet >> 20}");
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            Console.WriteLine($"loaded {assembly.GetName().Name}");
        return 0;
    }

    /// <summary>The share of a core that it takes, in percent, over stretches of two seconds until it is little: the JIT has something to do at first.</summary>
    private static async Task<int> IdleAsync()
    {
        _ = await UseAsync();
        var least = double.MaxValue;
        for (var stretch = 0; stretch < 15 && least >= 0.3; stretch++)
        {
            var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            Thread.Sleep(2_000);
            least = Math.Min(least, 100 * (Environment.CpuUsage.TotalTime - cpu) / clock.Elapsed);
        }
        Console.WriteLine(FormattableString.Invariant($"{least:0.00}"));
        return 0;
    }

    /// <summary>How many threads there are after the first of ten, and after the last, without those that .NET adds and ends itself.</summary>
    private static async Task<int> TenAsync()
    {
        for (var time = 1; time <= 10; time++)
        {
            var use = await UseAsync();
            if (!await use.EndAsync(s_bound))
                return 1;
            if (time is 1 or 10)
                Console.WriteLine(Threads());
        }
        return 0;
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Count(task => !NameOf(task).StartsWith(".NET", StringComparison.Ordinal));

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            return ".NET, and gone";
        }
    }

    /// <summary>A system is made, used and ended without the thread pool.</summary>
    private static Task<int> FullAsync()
    {
        FullThreadPool.Fill();
        var use = FullThreadPool.Get(SharedActorSystem.OfProcess.UseAsync());
        var told = new TaskCompletionSource();
        use.System.ActorOf(Props.Create(static () => new Telling())).Tell(told);
        FullThreadPool.Get(told.Task);
        Console.WriteLine(FullThreadPool.Get(use.EndAsync(s_bound)) ? "ended" : "left");
        return Task.FromResult(0);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Hanging : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            ((ManualResetEventSlim)message).Set();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>Tells it when its timer is due.</summary>
    private sealed class Telling : UntypedActor, IWithTimers
    {
        private TaskCompletionSource? _told;

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            if (message is TaskCompletionSource told)
            {
                _told = told;
                Timers.StartSingleTimer("due", "due", TimeSpan.FromMilliseconds(10));
            }
            else
            {
                _told!.SetResult();
            }
        }
    }
}
