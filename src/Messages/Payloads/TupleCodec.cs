namespace Troupe.Messages.Payloads;

internal sealed class TupleCodec<T1>(PayloadCodec<T1> c1)
    : PayloadCodec<ValueTuple<T1>>
{
    public override bool RunsUserCode => c1.RunsUserCode;

    public override void Write(PayloadWriter writer, ValueTuple<T1> value)
    {
        c1.Write(writer, value.Item1);
    }

    public override ValueTuple<T1> Read(ref PayloadReader reader) =>
        new(c1.Read(ref reader));

    public override void Skip(ref PayloadReader reader)
    {
        c1.Skip(ref reader);
    }
}

internal sealed class TupleCodec<T1, T2>(PayloadCodec<T1> c1, PayloadCodec<T2> c2)
    : PayloadCodec<ValueTuple<T1, T2>>
{
    public override bool RunsUserCode => c1.RunsUserCode || c2.RunsUserCode;

    public override void Write(PayloadWriter writer, ValueTuple<T1, T2> value)
    {
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
    }

    public override ValueTuple<T1, T2> Read(ref PayloadReader reader) =>
        new(c1.Read(ref reader), c2.Read(ref reader));

    public override void Skip(ref PayloadReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
    }
}

internal sealed class TupleCodec<T1, T2, T3>(PayloadCodec<T1> c1, PayloadCodec<T2> c2, PayloadCodec<T3> c3)
    : PayloadCodec<ValueTuple<T1, T2, T3>>
{
    public override bool RunsUserCode => c1.RunsUserCode || c2.RunsUserCode || c3.RunsUserCode;

    public override void Write(PayloadWriter writer, ValueTuple<T1, T2, T3> value)
    {
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
    }

    public override ValueTuple<T1, T2, T3> Read(ref PayloadReader reader) =>
        new(c1.Read(ref reader), c2.Read(ref reader), c3.Read(ref reader));

    public override void Skip(ref PayloadReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4>(PayloadCodec<T1> c1, PayloadCodec<T2> c2, PayloadCodec<T3> c3, PayloadCodec<T4> c4)
    : PayloadCodec<ValueTuple<T1, T2, T3, T4>>
{
    public override bool RunsUserCode => c1.RunsUserCode || c2.RunsUserCode || c3.RunsUserCode || c4.RunsUserCode;

    public override void Write(PayloadWriter writer, ValueTuple<T1, T2, T3, T4> value)
    {
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
    }

    public override ValueTuple<T1, T2, T3, T4> Read(ref PayloadReader reader) =>
        new(c1.Read(ref reader), c2.Read(ref reader), c3.Read(ref reader), c4.Read(ref reader));

    public override void Skip(ref PayloadReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5>(
    PayloadCodec<T1> c1,
    PayloadCodec<T2> c2,
    PayloadCodec<T3> c3,
    PayloadCodec<T4> c4,
    PayloadCodec<T5> c5)
    : PayloadCodec<ValueTuple<T1, T2, T3, T4, T5>>
{
    public override bool RunsUserCode => c1.RunsUserCode || c2.RunsUserCode || c3.RunsUserCode || c4.RunsUserCode || c5.RunsUserCode;

    public override void Write(PayloadWriter writer, ValueTuple<T1, T2, T3, T4, T5> value)
    {
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
        c5.Write(writer, value.Item5);
    }

    public override ValueTuple<T1, T2, T3, T4, T5> Read(ref PayloadReader reader) =>
        new(c1.Read(ref reader), c2.Read(ref reader), c3.Read(ref reader), c4.Read(ref reader), c5.Read(ref reader));

    public override void Skip(ref PayloadReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
        c5.Skip(ref reader);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6>(
    PayloadCodec<T1> c1,
    PayloadCodec<T2> c2,
    PayloadCodec<T3> c3,
    PayloadCodec<T4> c4,
    PayloadCodec<T5> c5,
    PayloadCodec<T6> c6)
    : PayloadCodec<ValueTuple<T1, T2, T3, T4, T5, T6>>
{
    public override bool RunsUserCode =>
        c1.RunsUserCode || c2.RunsUserCode || c3.RunsUserCode || c4.RunsUserCode || c5.RunsUserCode || c6.RunsUserCode;

    public override void Write(PayloadWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
        c5.Write(writer, value.Item5);
        c6.Write(writer, value.Item6);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6> Read(ref PayloadReader reader) =>
        new(c1.Read(ref reader), c2.Read(ref reader), c3.Read(ref reader), c4.Read(ref reader), c5.Read(ref reader), c6.Read(ref reader));

    public override void Skip(ref PayloadReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
        c5.Skip(ref reader);
        c6.Skip(ref reader);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7>(
    PayloadCodec<T1> c1,
    PayloadCodec<T2> c2,
    PayloadCodec<T3> c3,
    PayloadCodec<T4> c4,
    PayloadCodec<T5> c5,
    PayloadCodec<T6> c6,
    PayloadCodec<T7> c7)
    : PayloadCodec<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
{
    public override bool RunsUserCode =>
        c1.RunsUserCode || c2.RunsUserCode || c3.RunsUserCode || c4.RunsUserCode || c5.RunsUserCode || c6.RunsUserCode || c7.RunsUserCode;

    public override void Write(PayloadWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        c1.Write(writer, value.Item1);
        c2.Write(writer, value.Item2);
        c3.Write(writer, value.Item3);
        c4.Write(writer, value.Item4);
        c5.Write(writer, value.Item5);
        c6.Write(writer, value.Item6);
        c7.Write(writer, value.Item7);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Read(ref PayloadReader reader) =>
        new(
            c1.Read(ref reader),
            c2.Read(ref reader),
            c3.Read(ref reader),
            c4.Read(ref reader),
            c5.Read(ref reader),
            c6.Read(ref reader),
            c7.Read(ref reader));

    public override void Skip(ref PayloadReader reader)
    {
        c1.Skip(ref reader);
        c2.Skip(ref reader);
        c3.Skip(ref reader);
        c4.Skip(ref reader);
        c5.Skip(ref reader);
        c6.Skip(ref reader);
        c7.Skip(ref reader);
    }
}
