using System.Runtime.InteropServices;
using System.Text;
using Troupe.Chaos.Records;

namespace Troupe.Chaos.Jobs;

/// <summary>
/// Where user code writes down what it does. One write call a record, to a file opened to append: records of many processes
/// do not mix, stand in the order of the writes, and are there though the process dies the moment after.
/// </summary>
internal static partial class WorkerLedger
{
    /// <summary>The variable that tells workers where the ledger is.</summary>
    public const string Variable = "TROUPE_CHAOS_LEDGER";

    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;
    private const int OwnerMayReadAndWrite = 0b110_000_000;

    private static readonly Lazy<int> s_file = new(Open);

    /// <summary>Runs a job's body between its start and its end; one that throws or dies has no end.</summary>
    public static T Run<T>(long number, Func<T> body)
    {
        Write(LedgerEntry.Start, number);
        var value = body();
        Write(LedgerEntry.End, number);
        return value;
    }

    /// <summary>Runs an asynchronous body between its start and its end.</summary>
    public static async Task<T> RunAsync<T>(long number, Func<Task<T>> body)
    {
        Write(LedgerEntry.Start, number);
        var value = await body();
        Write(LedgerEntry.End, number);
        return value;
    }

    public static void Write(char mark, long number)
    {
        var line = Encoding.ASCII.GetBytes($"{mark} {number} {JobContext.Current.Attempt} {Environment.ProcessId}\n");
        if (Write(s_file.Value, line, line.Length) != line.Length)
            throw new IOException($"The ledger could not be written: error {Marshal.GetLastPInvokeError()}.");
    }

    private static int Open()
    {
        var path = Environment.GetEnvironmentVariable(Variable) ?? throw new InvalidOperationException($"{Variable} is not set.");
        var file = Open(path, WriteOnly | Create | Append | CloseOnExec, OwnerMayReadAndWrite);
        return file >= 0 ? file : throw new IOException($"The ledger {path} could not be opened: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, byte[] bytes, nint count);
}
