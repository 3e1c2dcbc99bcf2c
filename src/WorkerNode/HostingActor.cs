using Troupe.Actors;
using Troupe.Messages.Functions;
using Troupe.Messages.Handshakes;
using Troupe.Messages.Payloads;
using Troupe.Remoting.Spaces;

namespace Troupe.WorkerNode;

/// <summary>
/// Supervises the user's actor that this process hosts: a failure restarts it, within the usual budget. When the actor has ended
/// for good, this one ends, too.
/// </summary>
internal sealed class HostingActor(Props hosted, TaskCompletionSource started) : Actor
{
    public static void Start(WorkerSettings settings, FunctionTable functions)
    {
        // Resolved here and now: what is refused is the error of the start.
        var invoker = functions.Resolve(settings.SubjectFactory!.Value.Function);
        var arguments = settings.SubjectFactory.Value.Arguments;
        var caller = settings.Caller;
        var props = Props.Create(() => Make(invoker, arguments, caller));
        if (settings.MailboxCapacity > 0)
            props = props.WithMailbox(settings.MailboxCapacity, settings.MailboxDrops ? MailboxFullMode.DropNewest : MailboxFullMode.Fail);
        var started = new TaskCompletionSource();
        ActorSpace.Spawn(Props.Create(() => new HostingActor(props, started)), settings.ActorNumber);
        // The coordinator looks for the hosted actor as soon as the worker is ready: by then it must be there to be found.
        started.Task.GetAwaiter().GetResult();
    }

    private static Actor Make(JobInvoker invoker, byte[] arguments, ReadOnlyMemory<byte> caller)
    {
        using var nothing = new PayloadWriter();
        StartCall.Run(invoker, arguments, caller.Span, nothing);
        return (Actor)Subject.Current;
    }

    protected override ValueTask PreStartAsync()
    {
        Context.Watch(Context.Spawn(hosted, ActorSpace.HostedName));
        started.TrySetResult();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask ReceiveAsync(object message)
    {
        if (message is Terminated)
            Context.StopSelf();
        else
            Unhandled(message);
        return ValueTask.CompletedTask;
    }
}
