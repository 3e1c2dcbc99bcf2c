namespace Troupe;

/// <summary>
/// A type or value that can never travel between processes (a stream, a delegate, an object cycle) was passed to a job,
/// captured by its lambda, or returned from it. <see cref="MemberPath"/> says where it sits.
/// </summary>
public sealed class PayloadNotEncodableException : PayloadEncodingException
{
    /// <summary>Creates an exception without a particular message.</summary>
    public PayloadNotEncodableException()
    {
    }

    /// <summary>Creates an exception with a message only; the path stays empty.</summary>
    public PayloadNotEncodableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause; the path stays empty.</summary>
    public PayloadNotEncodableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception for the member at <paramref name="memberPath"/>.</summary>
    /// <param name="memberPath">Where the member sits, such as <c>Order.Customer.Connection</c>.</param>
    /// <param name="typeName">The full name of the member's type.</param>
    /// <param name="reason">Why it cannot travel and what to do instead: one sentence or more.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public PayloadNotEncodableException(string memberPath, string typeName, string reason, Exception? innerException = null)
        : base($"{memberPath} ({typeName}) cannot travel to another process: {reason}", innerException)
    {
        MemberPath = memberPath;
        TypeName = typeName;
        Reason = reason;
    }

    /// <summary>Where the refused member sits, from the declared type down; empty when the whole value is refused.</summary>
    public string MemberPath { get; } = "";

    /// <summary>The full name of the refused type; empty when unknown.</summary>
    public string TypeName { get; } = "";

    /// <summary>Why it cannot travel, without the path.</summary>
    public string Reason { get; } = "";

    /// <summary>The same refusal seen from one level further out.</summary>
    internal PayloadNotEncodableException Under(string outer, string ownRoot)
    {
        var inner = MemberPath.StartsWith(ownRoot, StringComparison.Ordinal) ? MemberPath[ownRoot.Length..] : "." + MemberPath;
        return new PayloadNotEncodableException(outer + inner, TypeName, Reason, InnerException);
    }
}
