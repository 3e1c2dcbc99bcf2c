namespace Troupe.Actors.Cells;

/// <summary>
/// Takes a place in the user lane, but what is delivered is decided only on the actor's turn: a notice of a death that may
/// have been unwatched meanwhile, the result of a task yet to be mapped. Sealed, so that telling it from a user's message
/// costs one comparison.
/// </summary>
internal sealed class DeferredMessage(Func<ActorCell, object?> resolve)
{
    /// <summary>The message to deliver; null for none.</summary>
    public object? Resolve(ActorCell cell) => resolve(cell);
}
