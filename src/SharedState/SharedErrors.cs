using Troupe.Messages.Assemblies;
using Troupe.Messages.Errors;
using Troupe.Messages.Payloads;

namespace Troupe.SharedState;

/// <summary>Errors that came with a reply, as exceptions again.</summary>
internal static class SharedErrors
{
    /// <summary>The program's own exception types: only such as are loaded here already, so a plug-in's come back as text.</summary>
    public static readonly UserExceptions OwnTypes = new(AllowedAssemblies.Application);

    public static byte[] Encode(Exception error)
    {
        using var writer = new PayloadWriter();
        RemoteError.From(error).Write(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The error in a reply; null when it holds none.</summary>
    public static Exception? Decode(in Reply reply)
    {
        if (reply.Content.IsEmpty)
            return null;
        var reader = new PayloadReader(reply.Content.Span);
        return Rebuild(RemoteError.Read(ref reader));
    }

    /// <summary>The exception itself when its type is known here; else <see cref="JobFailedException"/> with its text.</summary>
    private static Exception Rebuild(RemoteError error) => RemoteErrors.Rebuild(error, Find);

    /// <summary>Troupe's own errors that a job may meet, and the program's.</summary>
    public static Func<string, Exception?, Exception>? Find(string typeName) => typeName switch
    {
        "Troupe.WorkerLostException" => static (message, inner) => new WorkerLostException(message, inner),
        "Troupe.BarrierBrokenException" => static (message, inner) => new BarrierBrokenException(message, inner),
        _ => OwnTypes.Find(typeName),
    };
}
