using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security;
using System.Text.Json;
using System.Threading.Channels;

namespace Troupe.Messages.Errors;

/// <summary>The framework exceptions a job may bring back: from a name to code that is written here, never to a type lookup.</summary>
internal static class KnownExceptions
{
    [SuppressMessage("Usage", "CA2201", Justification = "These are the job's own exceptions, rebuilt; they were not chosen here.")]
    private static readonly FrozenDictionary<string, Func<string, Exception?, Exception>> s_factories =
        new Dictionary<string, Func<string, Exception?, Exception>>
        {
            ["System.Exception"] = (m, i) => new Exception(m, i),
            ["System.ApplicationException"] = (m, i) => new ApplicationException(m, i),
            ["System.SystemException"] = (m, i) => new SystemException(m, i),
            ["System.ArgumentException"] = (m, i) => Split(m) is var (text, name)
                ? new ArgumentException(text, name, i)
                : new ArgumentException(m, i),
            ["System.ArgumentNullException"] = (m, i) => i is null && Split(m) is var (text, name)
                ? new ArgumentNullException(name, text)
                : new ArgumentNullException(m, i),
            ["System.ArgumentOutOfRangeException"] = (m, i) => i is null && Split(m) is var (text, name)
                ? new ArgumentOutOfRangeException(name, text)
                : new ArgumentOutOfRangeException(m, i),
            ["System.ArithmeticException"] = (m, i) => new ArithmeticException(m, i),
            ["System.ArrayTypeMismatchException"] = (m, i) => new ArrayTypeMismatchException(m, i),
            ["System.BadImageFormatException"] = (m, i) => new BadImageFormatException(m, i),
            ["System.DivideByZeroException"] = (m, i) => new DivideByZeroException(m, i),
            ["System.DllNotFoundException"] = (m, i) => new DllNotFoundException(m, i),
            ["System.EntryPointNotFoundException"] = (m, i) => new EntryPointNotFoundException(m, i),
            ["System.FormatException"] = (m, i) => new FormatException(m, i),
            ["System.IndexOutOfRangeException"] = (m, i) => new IndexOutOfRangeException(m, i),
            ["System.InvalidCastException"] = (m, i) => new InvalidCastException(m, i),
            ["System.InvalidOperationException"] = (m, i) => new InvalidOperationException(m, i),
            ["System.InvalidTimeZoneException"] = (m, i) => new InvalidTimeZoneException(m, i),
            ["System.MissingFieldException"] = (m, i) => new MissingFieldException(m, i),
            ["System.MissingMethodException"] = (m, i) => new MissingMethodException(m, i),
            ["System.NotFiniteNumberException"] = (m, i) => new NotFiniteNumberException(m, i),
            ["System.NotImplementedException"] = (m, i) => new NotImplementedException(m, i),
            ["System.NotSupportedException"] = (m, i) => new NotSupportedException(m, i),
            ["System.NullReferenceException"] = (m, i) => new NullReferenceException(m, i),
            ["System.ObjectDisposedException"] = (m, i) => new ObjectDisposedException(m, i),
            ["System.OperationCanceledException"] = (m, i) => new OperationCanceledException(m, i),
            ["System.OutOfMemoryException"] = (m, i) => new OutOfMemoryException(m, i),
            ["System.OverflowException"] = (m, i) => new OverflowException(m, i),
            ["System.PlatformNotSupportedException"] = (m, i) => new PlatformNotSupportedException(m, i),
            ["System.RankException"] = (m, i) => new RankException(m, i),
            ["System.TimeoutException"] = (m, i) => new TimeoutException(m, i),
            ["System.TimeZoneNotFoundException"] = (m, i) => new TimeZoneNotFoundException(m, i),
            ["System.TypeLoadException"] = (m, i) => new TypeLoadException(m, i),
            ["System.UnauthorizedAccessException"] = (m, i) => new UnauthorizedAccessException(m, i),
            ["System.UriFormatException"] = (m, i) => new UriFormatException(m, i),
            ["System.Collections.Generic.KeyNotFoundException"] = (m, i) => new KeyNotFoundException(m, i),
            ["System.IO.DirectoryNotFoundException"] = (m, i) => new DirectoryNotFoundException(m, i),
            ["System.IO.DriveNotFoundException"] = (m, i) => new DriveNotFoundException(m, i),
            ["System.IO.EndOfStreamException"] = (m, i) => new EndOfStreamException(m, i),
            ["System.IO.FileLoadException"] = (m, i) => new FileLoadException(m, i),
            ["System.IO.FileNotFoundException"] = (m, i) => new FileNotFoundException(m, i),
            ["System.IO.InvalidDataException"] = (m, i) => new InvalidDataException(m, i),
            ["System.IO.IOException"] = (m, i) => new IOException(m, i),
            ["System.IO.PathTooLongException"] = (m, i) => new PathTooLongException(m, i),
            ["System.Net.Http.HttpRequestException"] = (m, i) => new HttpRequestException(m, i),
            ["System.Security.SecurityException"] = (m, i) => new SecurityException(m, i),
            ["System.Text.Json.JsonException"] = (m, i) => new JsonException(m, i),
            ["System.Threading.Channels.ChannelClosedException"] = (m, i) => new ChannelClosedException(m, i),
            ["System.Threading.SemaphoreFullException"] = (m, i) => new SemaphoreFullException(m, i),
            ["System.Threading.SynchronizationLockException"] = (m, i) => new SynchronizationLockException(m, i),
            ["System.Threading.Tasks.TaskCanceledException"] = (m, i) => new TaskCanceledException(m, i),
            ["Troupe.FunctionNotFoundException"] = (m, i) => new FunctionNotFoundException(m, i),
            ["Troupe.FunctionRefusedException"] = (m, i) => new FunctionRefusedException(m, i),
            ["Troupe.JobFailedException"] = (m, i) => new JobFailedException(m, i),
            ["Troupe.PayloadEncodingException"] = (m, i) => new PayloadEncodingException(m, i),
            ["Troupe.PayloadFormatException"] = (m, i) => new PayloadFormatException(m, i),
            ["Troupe.PayloadNotEncodableException"] = (m, i) => new PayloadNotEncodableException(m, i),
            ["Troupe.PayloadTooLargeException"] = (m, i) => new PayloadTooLargeException(m, i),
        }.ToFrozenDictionary();

    public static Func<string, Exception?, Exception>? Find(string typeName) => s_factories.GetValueOrDefault(typeName);

    // The framework appends the parameter's name to the message; taken off here, or the new exception would append it twice.
    private static (string Text, string Name)? Split(string message)
    {
        const string Start = " (Parameter '";
        var at = message.LastIndexOf(Start, StringComparison.Ordinal);
        return at >= 0 && message.EndsWith("')", StringComparison.Ordinal)
            ? (message[..at], message[(at + Start.Length)..^2])
            : null;
    }
}
