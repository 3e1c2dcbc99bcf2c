using System.Diagnostics;
using Troupe.SharedState.Dictionaries.Table;

namespace Troupe.SharedState.Dictionaries;

/// <summary>
/// One process's fast path to a dictionary or value: its table in shared memory, once there has been enough to do that it pays. When the
/// home has ended a table, operations go through the home until there is a new one. Safe for any thread.
/// </summary>
internal sealed class CellFastPath(SharedReference reference) : IFastPath
{
    /// <summary>So many operations go through the home before a table is asked for: most dictionaries are used a handful of
    /// times.</summary>
    private const int Few = 16;

    /// <summary>Where there was none so often it is asked for only now and then.</summary>
    private const int Many = 256;

    private static readonly long s_longestWait = Stopwatch.Frequency / 1_000;

    private CellTable? _table;
    private int _slow;
    private int _throughHome;
    private int _enough = Few;
    private int _opening;

    /// <summary>Whether this process has a table at this moment.</summary>
    public bool IsOpen => Volatile.Read(ref _table) is not null;

    /// <summary>Does an operation without the home, if it can be done so.</summary>
    /// <param name="operation">One of those that have a key.</param>
    /// <param name="key">Its encoded key.</param>
    /// <param name="value">The encoded value, where the operation has one.</param>
    /// <param name="version">The version that must be there; for a change null means any, for a removal 0.</param>
    /// <param name="copy">Gets the value that is, or was, there, as the home would answer.</param>
    /// <param name="done">Whether the operation was done or refused.</param>
    /// <returns>False when the home must be asked.</returns>
    /// <exception cref="ObjectDisposedException">The object has been disposed.</exception>
    /// <exception cref="InvalidDataException">The memory is damaged.</exception>
    public bool TryDo(byte operation, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong? version, CellCopy copy, out bool done)
    {
        done = false;
        if (Volatile.Read(ref _table) is not { } table || !IsQuiet() || !table.TryEnter())
            return false;
        TableAnswer answer;
        bool ended;
        try
        {
            answer = operation switch
            {
                CellOperation.Get => table.Find(key, copy),
                CellOperation.Remove => table.Remove(key, version ?? 0, copy),
                _ => table.Change(key, version, value, copy),
            };
            ended = table.ObjectHasEnded;
        }
        finally
        {
            table.Exit();
        }
        if (ended)
            throw reference.EndedError();
        if (answer is TableAnswer.Frozen or TableAnswer.Full)
            Drop(table);
        done = answer == TableAnswer.Done;
        return answer is TableAnswer.Done or TableAnswer.Refused;
    }

    /// <summary>An operation goes to the home. Until it is done there all that come after it do, too, and so stay behind it.</summary>
    public void BeginSlow() => Interlocked.Increment(ref _slow);

    public void EndSlow() => Interlocked.Decrement(ref _slow);

    /// <summary>An operation has gone to the home; after a few the table is asked for.</summary>
    public void NoteSlow()
    {
        if (Volatile.Read(ref _table) is null && Interlocked.Increment(ref _throughHome) >= Volatile.Read(ref _enough)
            && Interlocked.Exchange(ref _opening, 1) == 0)
        {
            _ = OpenAsync();
        }
    }

    public void End() => Interlocked.Exchange(ref _table, null)?.Retire();

    private async Task OpenAsync()
    {
        await reference.OpenFastPathAsync(
            this,
            CellOperation.Open,
            default,
            hold: false,
            (page, number) => Volatile.Write(ref _table, CellTable.Of(page, (uint)number))).ConfigureAwait(false);
        Volatile.Write(ref _enough, IsOpen ? Few : Math.Min(2 * _enough, Many));
        Volatile.Write(ref _throughHome, 0);
        Volatile.Write(ref _opening, 0);
    }

    private void Drop(CellTable table)
    {
        if (Interlocked.CompareExchange(ref _table, null, table) != table)
            return;
        table.Retire();
        // There may be a new one already.
        Volatile.Write(ref _throughHome, Few - 1);
    }

    /// <summary>
    /// Whether none of this process's operations is on its way to the home, or soon none is: they are done there at once. Who has begun
    /// many without waiting for them comes to the fast path like this, and none overtakes another.
    /// </summary>
    private bool IsQuiet()
    {
        if (Volatile.Read(ref _slow) == 0)
            return true;
        var begin = Stopwatch.GetTimestamp();
        var spin = default(SpinWait);
        while (Stopwatch.GetTimestamp() - begin < s_longestWait)
        {
            spin.SpinOnce(sleep1Threshold: -1);
            if (Volatile.Read(ref _slow) == 0)
                return true;
        }
        return false;
    }
}
