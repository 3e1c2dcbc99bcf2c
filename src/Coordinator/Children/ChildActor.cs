using Akka.Actor;
using Troupe.Control;
using Troupe.Platform.Timing;

namespace Troupe.Children;

/// <summary>
/// A child process as an actor: it stops when the process has ended. A <see cref="PoisonPill"/> asks the process to end; an actor that is
/// stopped takes the process with it, and is gone after it.
/// </summary>
/// <param name="process">The process.</param>
/// <param name="exited">Completes when it has ended.</param>
internal sealed class ChildActor(ChildProcess process, Task exited) : UntypedActor
{
    /// <summary>How long a process is waited for that was killed.</summary>
    private static readonly TimeSpan s_killTime = TimeSpan.FromSeconds(4);

    private sealed class Exited
    {
        public static readonly Exited Instance = new();
    }

    protected override void PreStart()
    {
        var self = Self;
        exited.WhenCompleted(() => self.Tell(Exited.Instance, ActorRefs.NoSender));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Drain: process.Terminate(); break;
            case Exited: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop()
    {
        if (exited.IsCompleted)
            return;
        process.Kill();
        // Its watchers are told when the process is gone. This thread holds up no other actor.
        exited.Wait(s_killTime);
    }
}
