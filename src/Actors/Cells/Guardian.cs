namespace Troupe.Actors.Cells;

/// <summary>The parent of the top-level actors; supervises them and has no use for messages.</summary>
internal sealed class Guardian : Actor
{
    protected override ValueTask ReceiveAsync(object message)
    {
        Unhandled(message);
        return ValueTask.CompletedTask;
    }
}
