using Akka.Actor;

namespace Troupe.Control;

/// <summary>What one user of a <see cref="SharedActorSystem"/> has of it. Safe for any thread.</summary>
internal sealed class ActorSystemUse(LocalActorSystem system, Func<TimeSpan, Task<bool>> leave)
{
    private readonly Lock _gate = new();
    private Task<bool>? _left;

    public ActorSystem System => system.System;

    /// <summary>Done with it. The last one ends the system; all others stop what they have put into it themselves, and before.</summary>
    /// <param name="bound">See <see cref="LocalActorSystem.EndAsync"/>; of a second call it means nothing.</param>
    /// <returns>False when the system was ended and actors were left.</returns>
    public Task<bool> EndAsync(TimeSpan bound)
    {
        lock (_gate)
            return _left ??= leave(bound);
    }
}
