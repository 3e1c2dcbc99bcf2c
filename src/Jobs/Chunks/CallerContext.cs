namespace Troupe.Jobs.Chunks;

/// <summary>
/// The context of the code that began a map or a stream. What is submitted for it later, from threads that carry results,
/// is submitted in that context: inside a worker it tells which job submits, and users' encoders see their own state.
/// </summary>
internal sealed class CallerContext
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    /// <summary>Runs an action in the caller's context.</summary>
    public void Run(Action action)
    {
        if (_context is null)
            action();
        else
            ExecutionContext.Run(_context, static state => ((Action)state!)(), action);
    }
}
