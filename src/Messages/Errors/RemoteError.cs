using Troupe.Messages.Payloads;

namespace Troupe.Messages.Errors;

/// <summary>
/// An exception as data: strings and numbers, cut to fixed sizes, so that any exception can cross. Immutable.
/// </summary>
internal sealed class RemoteError
{
    /// <summary>The most characters of one message.</summary>
    public const int MaxMessage = 64 * 1024;

    /// <summary>The most characters of one stack.</summary>
    public const int MaxStack = 64 * 1024;

    /// <summary>The most characters of an error with all its inner ones.</summary>
    public const int MaxTotal = 256 * 1024;

    /// <summary>How many inner errors may follow one another.</summary>
    public const int MaxDepth = 8;

    /// <summary>How many children of an aggregate are kept.</summary>
    public const int MaxChildren = 16;

    private const int MaxTypeName = 1024;
    private const int MaxErrors = 64;

    private RemoteError(
        string typeName,
        string message,
        string stackTrace,
        int hResult,
        RemoteError[] inner,
        bool isAggregate,
        int? itemIndex)
    {
        TypeName = typeName;
        Message = message;
        StackTrace = stackTrace;
        HResult = hResult;
        Children = isAggregate ? inner : [];
        Inner = inner.Length > 0 ? inner[0] : null;
        IsAggregate = isAggregate;
        ItemIndex = itemIndex;
    }

    /// <summary>The exception's full type name.</summary>
    public string TypeName { get; }

    /// <summary>The exception's message; says so when the getter itself threw.</summary>
    public string Message { get; }

    /// <summary>The exception's stack as text; empty when it was never thrown.</summary>
    public string StackTrace { get; }

    /// <summary>The exception's HRESULT.</summary>
    public int HResult { get; }

    /// <summary>The inner error; for an aggregate the first child.</summary>
    public RemoteError? Inner { get; }

    /// <summary>The children of an aggregate; empty for others.</summary>
    public IReadOnlyList<RemoteError> Children { get; }

    /// <summary>Whether it was an <see cref="AggregateException"/> with <see cref="Children"/>.</summary>
    public bool IsAggregate { get; }

    /// <summary>Which item of a mapped sequence failed, from 0; null for a single call.</summary>
    public int? ItemIndex { get; }

    /// <summary>Describes an exception. Never throws, whatever the exception's members do.</summary>
    /// <param name="exception">The exception; a null is described as such.</param>
    /// <param name="itemIndex">Which item of a mapped sequence failed.</param>
    public static RemoteError From(Exception? exception, int? itemIndex = null)
    {
        Budget budget = new();
        return From(exception, itemIndex, 0, ref budget);
    }

    /// <summary>The same error, of an item.</summary>
    public RemoteError AtItem(int itemIndex) =>
        new(TypeName, Message, StackTrace, HResult, IsAggregate ? [.. Children] : Inner is null ? [] : [Inner], IsAggregate, itemIndex);

    /// <summary>The same error with other texts: messages and type names through one function, stacks through another.</summary>
    public RemoteError With(Func<string, string> text, Func<string, string> stack)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(stack);
        IEnumerable<RemoteError> inner = IsAggregate ? Children : Inner is null ? [] : [Inner];
        return new(
            text(TypeName),
            text(Message),
            stack(StackTrace),
            HResult,
            [.. inner.Select(error => error.With(text, stack))],
            IsAggregate,
            ItemIndex);
    }

    /// <summary>Appends this error.</summary>
    public void Write(PayloadWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        PayloadCodec<string>.Instance.Write(writer, TypeName);
        PayloadCodec<string>.Instance.Write(writer, Message);
        PayloadCodec<string>.Instance.Write(writer, StackTrace);
        writer.WriteUnmanaged(HResult);
        writer.WriteUnmanaged(ItemIndex ?? -1);
        writer.WriteByte(IsAggregate ? (byte)1 : (byte)0);
        var inner = IsAggregate ? Children : Inner is null ? [] : [Inner];
        writer.WriteByte((byte)inner.Count);
        foreach (var error in inner)
            error.Write(writer);
    }

    /// <summary>Reads an error; creates no exception.</summary>
    /// <exception cref="PayloadFormatException">The bytes are malformed or pass a limit.</exception>
    public static RemoteError Read(ref PayloadReader reader)
    {
        Budget budget = new();
        return Read(ref reader, 0, ref budget);
    }

    private static RemoteError From(Exception? exception, int? itemIndex, int depth, ref Budget budget)
    {
        budget.Errors--;
        if (exception is null)
            return new RemoteError("System.Exception", "An error without an exception.", "", 0, [], false, itemIndex);

        var type = exception.GetType();
        var typeName = budget.Take(type.FullName ?? type.Name, MaxTypeName);
        var message = budget.Take(Ask(exception, static e => e.Message), MaxMessage);
        var stack = budget.Take(Ask(exception, static e => e.StackTrace), MaxStack);
        var aggregate = exception is AggregateException;
        List<RemoteError> inner = [];
        if (depth < MaxDepth)
        {
            var causes = exception is AggregateException { InnerExceptions: { } children }
                ? children.Take(MaxChildren)
                : exception.InnerException is { } cause ? [cause] : [];
            foreach (var one in causes)
            {
                if (budget.Errors <= 0)
                    break;

                inner.Add(From(one, null, depth + 1, ref budget));
            }
        }

        return new RemoteError(typeName, message, stack, exception.HResult, [.. inner], aggregate, itemIndex);
    }

    private static string Ask(Exception exception, Func<Exception, string?> member)
    {
        try
        {
            return member(exception) ?? "";
        }
        catch (Exception e)
        {
            // The getter is user code. Its failure must not hide that the job failed.
            return $"(reading this threw {e.GetType().FullName})";
        }
    }

    private static RemoteError Read(ref PayloadReader reader, int depth, ref Budget budget)
    {
        if (depth > MaxDepth || budget.Errors-- <= 0)
            throw new PayloadFormatException("A remote error has more inner errors than allowed.");

        var typeName = ReadText(ref reader, MaxTypeName);
        var message = ReadText(ref reader, MaxMessage);
        var stack = ReadText(ref reader, MaxStack);
        var hResult = reader.ReadUnmanaged<int>();
        var item = reader.ReadUnmanaged<int>();
        var aggregate = reader.ReadFlag();
        int count = reader.ReadByte();
        if (count > (aggregate ? MaxChildren : 1) || item < -1)
            throw new PayloadFormatException("A remote error has an impossible number of inner errors or item index.");

        var inner = new RemoteError[count];
        for (var i = 0; i < count; i++)
            inner[i] = Read(ref reader, depth + 1, ref budget);

        return new RemoteError(typeName, message, stack, hResult, inner, aggregate, item < 0 ? null : item);
    }

    private static string ReadText(ref PayloadReader reader, int limit)
    {
        var text = PayloadCodec<string>.Instance.Read(ref reader);
        return text is not null && text.Length <= limit
            ? text
            : throw new PayloadFormatException($"A text of a remote error is missing or longer than {limit} characters.");
    }

    private struct Budget()
    {
        public int Errors = MaxErrors;
        private int _characters = MaxTotal;

        public string Take(string text, int limit)
        {
            const string Marker = " …[cut]";
            var room = Math.Min(limit, _characters);
            var kept = text.Length <= room
                ? text
                : room < Marker.Length ? "" : string.Concat(text.AsSpan(0, room - Marker.Length), Marker);
            _characters -= kept.Length;
            return kept;
        }
    }
}
