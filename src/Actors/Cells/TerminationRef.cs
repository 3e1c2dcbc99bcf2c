namespace Troupe.Actors.Cells;

/// <summary>Waits for one actor's end.</summary>
internal sealed class TerminationRef(ActorSystem system) : TemporaryRef(system)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => _ended.Task;

    public override void Tell(object message, ActorRef? sender) =>
        System.PublishDeadLetter(new DeadLetter(message, sender, this, DeadLetterReason.NoRecipient));

    public override void SendSystemMessage(SystemMessage message)
    {
        if (message is SystemMessage.DeathNotice)
            _ended.TrySetResult();
    }
}
