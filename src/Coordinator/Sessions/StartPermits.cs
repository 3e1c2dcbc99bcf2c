namespace Troupe.Sessions;

/// <summary>
/// Lets so many workers start at once, and the next when one of them has connected: more starting processes than processors
/// only delay each other, and the first result with them. Safe for any thread.
/// </summary>
internal sealed class StartPermits(int count)
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private int _free = count;

    /// <summary>Gives a permit, now or later in order; its holder calls <see cref="Leave"/> once.</summary>
    /// <param name="granted">Called with the permit; must not block or throw.</param>
    public void Enter(Action granted)
    {
        lock (_gate)
        {
            if (_free == 0)
            {
                _waiting.Enqueue(granted);
                return;
            }
            _free--;
        }
        granted();
    }

    /// <summary>Releases the permit.</summary>
    public void Leave()
    {
        Action? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next))
                _free++;
        }
        next?.Invoke();
    }
}
