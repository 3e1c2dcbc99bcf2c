using System.Globalization;
using Troupe.Messages.Functions;
using Troupe.Messages.Jobs;

namespace Troupe.WorkerNode;

/// <summary>
/// The execution contexts in which jobs begin whose callers have cultures of their own. Jobs that follow each other mostly come from
/// code with the same ones: the last is kept, and a worker that is sent none loads no culture data.
/// </summary>
internal sealed class CallerContexts
{
    private byte[] _encoded = [];
    private ExecutionContext? _context;

    /// <summary>The context for encoded cultures.</summary>
    /// <param name="thread">The calling thread.</param>
    /// <param name="cultures">The cultures; empty for the worker's own.</param>
    /// <returns>The context; null for the one in which nothing is set.</returns>
    /// <exception cref="CultureNotFoundException">This system has no such culture.</exception>
    public ExecutionContext? Of(CleanThread thread, ReadOnlySpan<byte> cultures)
    {
        if (cultures.IsEmpty)
            return null;
        if (!cultures.SequenceEqual(_encoded))
        {
            _context = Make(thread, cultures);
            _encoded = cultures.ToArray();
        }
        return _context;
    }

    private static ExecutionContext? Make(CleanThread thread, ReadOnlySpan<byte> cultures)
    {
        var (culture, ui) = CallerCulture.Read(cultures);
        thread.Begin(null);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, ui);
        return ExecutionContext.Capture();
    }
}
