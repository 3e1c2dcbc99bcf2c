using System.Text;
using Troupe.Messages.Payloads;

namespace Troupe.Remoting.Actors;

/// <summary>
/// What one side calls an actor of the other: by a path that was agreed on, or by the number under which the other side
/// handed its reference out.
/// </summary>
/// <param name="Path">The path from the root, such as <c>/user/a</c>; null for a number.</param>
/// <param name="Number">The actor's incarnation (0 for any) beside a path; else the number.</param>
internal readonly record struct RemoteAddress(string? Path, ulong Number)
{
    public const byte NoAddress = 0;
    public const byte ByPath = 1;
    public const byte ByNumber = 2;

    /// <summary>Before an address that belongs to whoever reads it.</summary>
    public const byte OfReader = 3;

    private const int LongestPath = 4096;

    public void Write(PayloadWriter writer)
    {
        if (Path is null)
        {
            writer.WriteByte(ByNumber);
            writer.WriteVarUInt64(Number);
            return;
        }
        var length = Encoding.UTF8.GetByteCount(Path);
        if (length > LongestPath)
            throw new PayloadEncodingException($"The actor path {Path[..64]}… has {length} bytes; at most {LongestPath} can travel.");
        writer.WriteByte(ByPath);
        writer.WriteVarUInt32((uint)length);
        writer.Advance(Encoding.UTF8.GetBytes(Path, writer.GetSpan(length)));
        writer.WriteUnmanaged(Number);
    }

    /// <exception cref="PayloadFormatException">The bytes are no address.</exception>
    public static RemoteAddress Read(ref PayloadReader reader) => Read(reader.ReadByte(), ref reader);

    public static RemoteAddress Read(byte kind, ref PayloadReader reader)
    {
        switch (kind)
        {
            case ByNumber:
                return new RemoteAddress(null, reader.ReadVarUInt64());
            case ByPath:
                var length = reader.ReadVarUInt32();
                if (length > LongestPath)
                    throw new PayloadFormatException($"An actor path of {length} bytes is announced; at most {LongestPath} are allowed.");
                var path = Encoding.UTF8.GetString(reader.ReadSpan((int)length));
                return new RemoteAddress(path, reader.ReadUnmanaged<ulong>());
            default:
                throw new PayloadFormatException($"{kind} is not a kind of actor address.");
        }
    }
}
