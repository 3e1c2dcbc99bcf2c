using Troupe.Messages.Errors;
using Troupe.Messages.Payloads;

namespace Troupe.Links.Conversations;

/// <summary>
/// How errors travel as messages: as data. Known exceptions come back as themselves, others as
/// <see cref="JobFailedException"/>; no exception is ever created by a name from the wire.
/// </summary>
internal sealed class ErrorCodec : MessageCodec
{
    /// <inheritdoc/>
    public override bool Takes(object message) => message is Exception;

    /// <inheritdoc/>
    public override void Write(PayloadWriter writer, object message)
    {
        ArgumentNullException.ThrowIfNull(writer);
        RemoteError.From((Exception)message).Write(writer);
    }

    /// <inheritdoc/>
    public override object Read(ref PayloadReader reader) => RemoteErrors.Rebuild(RemoteError.Read(ref reader));
}
