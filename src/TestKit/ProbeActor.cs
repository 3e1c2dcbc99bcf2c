using System.Threading.Channels;
using Troupe.Actors;

namespace Troupe.TestKit;

/// <summary>The actor's side of a <see cref="TestProbe"/>.</summary>
internal sealed class ProbeActor(ChannelWriter<ProbeActor.Received> received) : Actor
{
    protected override ValueTask ReceiveAsync(object message)
    {
        if (message is Step step)
            step.Run(Context);
        else
            received.TryWrite(new Received(message, Sender));
        return ValueTask.CompletedTask;
    }

    internal readonly record struct Received(object Message, ActorRef? Sender);

    /// <summary>Something the test wants done on the probe's turn.</summary>
    internal sealed class Step(Action<ActorContext> action)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Run(ActorContext context)
        {
            try
            {
                action(context);
                Done.SetResult();
            }
            catch (Exception exception)
            {
                // The test made the mistake, so the test gets it; the probe lives on.
                Done.SetException(exception);
            }
        }
    }
}
