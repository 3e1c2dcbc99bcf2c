namespace Troupe.Actors;

/// <summary>
/// Where an actor lives: an address (<c>troupe://system</c>), the names from the root down, and the incarnation's id.
/// Two actors that had the same name one after the other have equal text but different ids, so they are not equal.
/// Immutable and safe to share between threads.
/// </summary>
public sealed class ActorPath : IEquatable<ActorPath>
{
    /// <summary>The scheme every address starts with.</summary>
    public const string Scheme = "troupe://";

    private const int MaximumNameLength = 200;
    private readonly string _text;
    private readonly int _hash;

    private ActorPath(string address, ActorPath? parent, string name, long incarnation)
    {
        Address = address;
        Parent = parent;
        Name = name;
        Incarnation = incarnation;
        _text = parent is null ? address + "/" : parent.Parent is null ? parent._text + name : parent._text + "/" + name;
        _hash = HashCode.Combine(_text.GetHashCode(StringComparison.Ordinal), incarnation);
    }

    /// <summary>The actor system's address, such as <c>troupe://orders</c> or <c>troupe://orders@host:4000</c>.</summary>
    public string Address { get; }

    /// <summary>The path one level up; null at the root.</summary>
    public ActorPath? Parent { get; }

    /// <summary>The last name of the path; empty at the root.</summary>
    public string Name { get; }

    /// <summary>Tells successive actors of one name apart; 0 when unknown (a path read from text without it).</summary>
    public long Incarnation { get; }

    /// <summary>The path without its address, such as <c>/user/a/b</c>.</summary>
    public string LocalPath => _text[Address.Length..];

    /// <summary>The root of an address.</summary>
    /// <param name="address">The address, starting with <see cref="Scheme"/> and without a trailing slash.</param>
    /// <exception cref="ArgumentException">The address does not start with <see cref="Scheme"/> or holds a further slash.</exception>
    public static ActorPath Root(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        if (!address.StartsWith(Scheme, StringComparison.Ordinal) || address.AsSpan(Scheme.Length).ContainsAny('/', '#') || address.Length == Scheme.Length)
            throw new ArgumentException($"'{address}' is not an actor system's address; expected {Scheme}name or {Scheme}name@host:port.", nameof(address));
        return new ActorPath(address, null, "", 0);
    }

    /// <summary>The path of a child of this path.</summary>
    /// <param name="name">The child's name; any name that <see cref="IsValidName"/> accepts, or a generated one starting with '$'.</param>
    /// <param name="incarnation">The incarnation's id, 0 when unknown.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or holds a character that is not allowed.</exception>
    public ActorPath Child(string name, long incarnation = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsValidName(name.StartsWith('$') ? name[1..] : name))
            throw new ArgumentException(InvalidNameText(name), nameof(name));
        return new ActorPath(Address, this, name, incarnation);
    }

    /// <summary>Reads what <see cref="ToString"/> or <see cref="ToUniqueString"/> wrote.</summary>
    /// <param name="text">A full path, with or without <c>#incarnation</c>.</param>
    /// <exception cref="FormatException">The text is not a full actor path.</exception>
    public static ActorPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            int slash = text.StartsWith(Scheme, StringComparison.Ordinal) ? text.IndexOf('/', Scheme.Length) : -1;
            if (slash < 0)
                throw new FormatException($"'{text}' is not an actor path; expected {Scheme}system/user/name.");
            int hash = text.IndexOf('#', slash);
            long incarnation = hash < 0 ? 0 : long.Parse(text.AsSpan(hash + 1), System.Globalization.CultureInfo.InvariantCulture);
            string[] names = text[(slash + 1)..(hash < 0 ? text.Length : hash)].Split('/', StringSplitOptions.RemoveEmptyEntries);
            ActorPath path = Root(text[..slash]);
            for (int i = 0; i < names.Length; i++)
                path = path.Child(names[i], i == names.Length - 1 ? incarnation : 0);
            return path;
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw new FormatException($"'{text}' is not an actor path: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Whether a name may be given to an actor: 1 to 200 ASCII letters, digits or any of <c>- _ . * + : @ &amp; = , ! ~ ' ( )</c>.
    /// Names starting with '$' are kept for generated ones.
    /// </summary>
    /// <param name="name">The name to check.</param>
    public static bool IsValidName(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaximumNameLength)
            return false;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-_.*+:@&=,!~'()".Contains(c, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    internal static string InvalidNameText(string name) =>
        $"'{name}' cannot name an actor; use 1 to {MaximumNameLength} ASCII letters, digits or -_.*+:@&=,!~'() and do not start with '$'.";

    /// <summary>The full path without the incarnation, such as <c>troupe://orders/user/a</c>.</summary>
    public override string ToString() => _text;

    /// <summary>The full path with the incarnation, such as <c>troupe://orders/user/a#17</c>.</summary>
    public string ToUniqueString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_text}#{Incarnation}");

    /// <inheritdoc/>
    public bool Equals(ActorPath? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && Incarnation == other.Incarnation && _text == other._text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
