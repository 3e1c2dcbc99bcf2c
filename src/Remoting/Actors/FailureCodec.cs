using Troupe.Actors;
using Troupe.Messages.Errors;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>
/// How errors travel as answers: as data. Known exceptions come back as themselves, others as
/// <see cref="JobFailedException"/>; no exception is ever created by a name from the wire.
/// </summary>
internal sealed class FailureCodec(bool asStatus) : MessageCodec
{
    public override void Write(PayloadWriter writer, object message) =>
        RemoteError.From(message is Status.Failure failure ? failure.Cause : (Exception)message).Write(writer);

    public override object Read(ref PayloadReader reader)
    {
        var cause = RemoteErrors.Rebuild(RemoteError.Read(ref reader));
        return asStatus ? new Status.Failure(cause) : cause;
    }
}
