using Akka.Actor;
using Troupe.Control;

namespace Troupe.Tests.SmallProgram;

/// <summary>A program that makes the actor system which Troupe's pools share, and tells what that does to it.</summary>
internal static class ActorProgram
{
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static Task<int> Run(string what) => what switch
    {
        "exit" => ExitAsync(),
        "exit-hanging" => ExitHangingAsync(),
        "serve" => ServeAsync(),
        "serve-ended" => ServeEndedAsync(),
        "serve-hanging" => ServeHangingAsync(),
        "serve-without" => Waits(),
        "ctrl-c" => CtrlCAsync(),
        "costs" => ActorCosts.MakingAsync(),
        "idle" => ActorCosts.IdleAsync(),
        "ten" => ActorCosts.TenAsync(),
        "ten-pools" => ActorPools.TenAsync(),
        "exit-pool" => ExitPoolAsync(),
        "serve-pool" => ServePoolAsync(),
        "full" => FullAsync(),
        _ => throw new ArgumentException($"What is {what}?"),
    };

    /// <summary>With an actor, and with something scheduled.</summary>
    internal static async Task<ActorSystemUse> UseAsync()
    {
        var use = await SharedActorSystem.OfProcess.UseAsync();
        use.System.Scheduler.Advanced.ScheduleRepeatedly(TimeSpan.FromHours(1), TimeSpan.FromHours(1), static () => { });
        var actor = use.System.ActorOf(Props.Create(static () => new Echo()));
        if (await actor.Ask<int>(42, Bound) != 42)
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
        await HangAndEndAsync();
        return 7;
    }

    /// <summary>The end comes by its bound, and the actor goes on.</summary>
    private static async Task HangAndEndAsync()
    {
        var use = await UseAsync();
        using var hangs = new ManualResetEventSlim();
        use.System.ActorOf(Props.Create(static () => new Hanging())).Tell(hangs);
        hangs.Wait();
        if (await use.EndAsync(TimeSpan.FromMilliseconds(100)))
            throw new InvalidOperationException("It does not hang.");
    }

    private static async Task<int> ServeAsync()
    {
        _ = await UseAsync();
        return await Waits();
    }

    /// <summary>Without an end to its pool.</summary>
    private static async Task<int> ExitPoolAsync()
    {
        _ = await ActorPools.StartAsync();
        return 7;
    }

    private static async Task<int> ServePoolAsync()
    {
        var pool = await ActorPools.StartAsync();
        await Waits();
        GC.KeepAlive(pool);
        return 1;
    }

    private static async Task<int> ServeEndedAsync()
    {
        await (await UseAsync()).EndAsync(Bound);
        return await Waits();
    }

    private static async Task<int> ServeHangingAsync()
    {
        await HangAndEndAsync();
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
        Console.WriteLine(await use.EndAsync(Bound) ? "ended" : "left");
        return 3;
    }

    /// <summary>A system is made, used and ended without the thread pool.</summary>
    private static Task<int> FullAsync()
    {
        FullThreadPool.Fill();
        var use = FullThreadPool.Get(SharedActorSystem.OfProcess.UseAsync());
        var told = new TaskCompletionSource();
        use.System.ActorOf(Props.Create(static () => new Telling())).Tell(told);
        FullThreadPool.Get(told.Task);
        Console.WriteLine(FullThreadPool.Get(use.EndAsync(Bound)) ? "ended" : "left");
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
