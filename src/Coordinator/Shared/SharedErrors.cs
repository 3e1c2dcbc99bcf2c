using Troupe.Jobs;
using Troupe.Messages.Errors;

namespace Troupe.Shared;

/// <summary>Errors that came with a reply, as exceptions again.</summary>
internal static class SharedErrors
{
    /// <summary>The exception itself when its type is known here; else <see cref="JobFailedException"/> with its text.</summary>
    public static Exception Rebuild(RemoteError error) => RemoteErrors.Rebuild(error, Find);

    private static Func<string, Exception?, Exception>? Find(string typeName) =>
        typeName == typeof(WorkerLostException).FullName ? static (message, inner) => new WorkerLostException(message, inner) : RemoteFaults.OwnTypes.Find(typeName);
}
